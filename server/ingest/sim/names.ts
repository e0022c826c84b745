/**
 * What the simulated market lists: real names, since a demo should look like a market; every price is invented and says so
 * (`SIM:` in front, origin `simulated`). Columns: ticker, name, sector, rough price in dollars. Busiest first.
 */
export const stockList = `
AAPL|Apple|tech|228
NVDA|NVIDIA|chips|131
TSLA|Tesla|autos|248
MSFT|Microsoft|tech|421
AMZN|Amazon|retail|186
AMD|AMD|chips|152
META|Meta Platforms|tech|561
GOOGL|Alphabet|tech|167
SPY|S&P 500 ETF|funds|571
QQQ|Nasdaq 100 ETF|funds|489
PLTR|Palantir|tech|42.5
INTC|Intel|chips|22.6
NFLX|Netflix|media|712
BAC|Bank of America|banks|39.8
COIN|Coinbase|banks|172
F|Ford Motor|autos|10.6
AVGO|Broadcom|chips|174
JPM|JPMorgan Chase|banks|212
SOFI|SoFi Technologies|banks|8.9
MU|Micron Technology|chips|104
T|AT&T|media|21.6
XOM|Exxon Mobil|energy|117
PFE|Pfizer|health|28.9
UBER|Uber|tech|76
DIS|Walt Disney|media|94.6
NIO|NIO|autos|6.2
BA|Boeing|industry|153
WMT|Walmart|retail|80.4
CSCO|Cisco|tech|53.1
ORCL|Oracle|tech|171
KO|Coca-Cola|staples|71.2
SNAP|Snap|media|10.4
CVX|Chevron|energy|147
GM|General Motors|autos|45.9
C|Citigroup|banks|62.3
WFC|Wells Fargo|banks|55.8
SHOP|Shopify|tech|80.3
PYPL|PayPal|banks|78.1
V|Visa|banks|275
JNJ|Johnson & Johnson|health|161
CRM|Salesforce|tech|274
ADBE|Adobe|tech|516
LLY|Eli Lilly|health|886
UNH|UnitedHealth|health|584
MA|Mastercard|banks|494
HD|Home Depot|retail|405
COST|Costco|retail|886
PG|Procter & Gamble|staples|173
ABBV|AbbVie|health|197
MRK|Merck|health|113
QCOM|Qualcomm|chips|170
TXN|Texas Instruments|chips|206
ARM|Arm Holdings|chips|143
MRVL|Marvell|chips|72
PEP|PepsiCo|staples|170
MCD|McDonald's|retail|304
NKE|Nike|retail|88.4
SBUX|Starbucks|retail|97.5
TGT|Target|retail|156
LOW|Lowe's|retail|270
CAT|Caterpillar|industry|391
DE|Deere|industry|417
GE|GE Aerospace|industry|188
HON|Honeywell|industry|206
LMT|Lockheed Martin|industry|584
RTX|RTX|industry|121
UPS|UPS|industry|136
FDX|FedEx|industry|273
DAL|Delta Air Lines|industry|50.8
UAL|United Airlines|industry|57
AAL|American Airlines|industry|11.2
GS|Goldman Sachs|banks|495
MS|Morgan Stanley|banks|104
SCHW|Charles Schwab|banks|64.8
AXP|American Express|banks|271
BLK|BlackRock|banks|949
BRK.B|Berkshire Hathaway|banks|460
IBM|IBM|tech|221
INTU|Intuit|tech|621
NOW|ServiceNow|tech|894
SNOW|Snowflake|tech|115
PANW|Palo Alto Networks|tech|342
CRWD|CrowdStrike|tech|280
ABNB|Airbnb|retail|127
BKNG|Booking|retail|4212
MAR|Marriott|retail|248
VZ|Verizon|media|44.9
TMUS|T-Mobile US|media|206
CMCSA|Comcast|media|41.8
AMGN|Amgen|health|322
GILD|Gilead|health|83.8
BMY|Bristol Myers Squibb|health|51.7
MRNA|Moderna|health|66.8
TMO|Thermo Fisher|health|618
CVS|CVS Health|health|62.9
OXY|Occidental|energy|51.5
SLB|SLB|energy|41.9
COP|ConocoPhillips|energy|105
NEE|NextEra Energy|energy|84.5
LIN|Linde|industry|477
`

/** Columns: code, name, group, rough price in dollars. Busiest first. */
export const coinList = `
BTC|Bitcoin|majors|64250
ETH|Ethereum|majors|2640
SOL|Solana|layer1|152
XRP|XRP|payments|0.587
DOGE|Dogecoin|memes|0.1185
BNB|BNB|majors|586
PEPE|Pepe|memes|0.00000982
ADA|Cardano|layer1|0.352
AVAX|Avalanche|layer1|27.4
LINK|Chainlink|defi|11.62
TON|Toncoin|layer1|5.61
SHIB|Shiba Inu|memes|0.00001783
SUI|Sui|layer1|1.74
TRX|TRON|layer1|0.1542
NEAR|NEAR Protocol|layer1|5.12
DOT|Polkadot|layer1|4.41
LTC|Litecoin|payments|66.8
BCH|Bitcoin Cash|payments|338
APT|Aptos|layer1|8.14
WIF|dogwifhat|memes|2.31
UNI|Uniswap|defi|7.28
ARB|Arbitrum|layer2|0.598
OP|Optimism|layer2|1.71
FET|Artificial Superintelligence|compute|1.53
INJ|Injective|defi|21.4
TIA|Celestia|layer2|5.83
RENDER|Render|compute|6.11
ICP|Internet Computer|compute|8.35
ETC|Ethereum Classic|layer1|19.1
FIL|Filecoin|compute|3.76
ATOM|Cosmos|layer1|4.72
HBAR|Hedera|layer1|0.0567
XLM|Stellar|payments|0.0948
AAVE|Aave|defi|152
POL|Polygon|layer2|0.395
FTM|Fantom|layer1|0.671
BONK|Bonk|memes|0.00002214
FLOKI|FLOKI|memes|0.0001392
SEI|Sei|layer1|0.441
STX|Stacks|layer2|1.84
IMX|Immutable|layer2|1.52
GRT|The Graph|compute|0.1671
ALGO|Algorand|layer1|0.1272
RUNE|THORChain|defi|5.24
MKR|Maker|defi|1512
JUP|Jupiter|defi|0.802
WLD|Worldcoin|compute|1.93
ENA|Ethena|defi|0.362
LDO|Lido|defi|1.13
TAO|Bittensor|compute|561
PYTH|Pyth Network|compute|0.337
ORDI|ORDI|memes|34.6
VET|VeChain|layer1|0.0229
XMR|Monero|payments|163
XTZ|Tezos|layer1|0.684
EOS|EOS|layer1|0.478
SAND|The Sandbox|games|0.262
MANA|Decentraland|games|0.287
AXS|Axie Infinity|games|4.83
GALA|Gala|games|0.0213
THETA|Theta Network|compute|1.28
FLOW|Flow|games|0.553
EGLD|MultiversX|layer1|26.8
KAVA|Kava|defi|0.341
CRV|Curve|defi|0.281
SNX|Synthetix|defi|1.47
COMP|Compound|defi|43.1
DYDX|dYdX|defi|0.983
GMX|GMX|defi|23.1
CAKE|PancakeSwap|defi|1.86
SUSHI|Sushi|defi|0.702
YFI|yearn.finance|defi|5180
ZRX|0x|defi|0.334
BAT|Basic Attention|compute|0.176
ENJ|Enjin|games|0.151
CHZ|Chiliz|games|0.0668
ZEC|Zcash|payments|37.4
DASH|Dash|payments|24.9
KSM|Kusama|layer1|18.3
QNT|Quant|layer2|67.1
ROSE|Oasis|layer1|0.0712
ZIL|Zilliqa|layer1|0.0147
ONE|Harmony|layer1|0.0138
IOTA|IOTA|layer1|0.1294
NEO|Neo|layer1|9.87
QTUM|Qtum|layer1|2.44
ICX|ICON|layer1|0.148
ANKR|Ankr|compute|0.0259
STORJ|Storj|compute|0.438
OCEAN|Ocean Protocol|compute|0.521
BAND|Band Protocol|compute|1.21
MASK|Mask Network|layer2|2.38
ENS|ENS|layer2|17.2
BLUR|Blur|games|0.211
JASMY|JasmyCoin|compute|0.0204
LPT|Livepeer|compute|12.9
SSV|SSV Network|layer2|23.7
STRK|Starknet|layer2|0.402
ZK|ZKsync|layer2|0.128
W|Wormhole|layer2|0.318
`
