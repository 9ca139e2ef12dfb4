//! The table: phrases, divided by a bar, and what they say. Written as the tokens are: folded, hyphens as spaces.

use super::Meaning::{self, *};
use super::{Contact as Way, Field as Named, Form, Unit as Of};
use crate::ai::words::token::Op;
use crate::customers::kind::{ChurnRisk as Chance, Consent as Said, CustomerTier as Class, OrderStatus};

/// Every entry.
pub fn entries() -> impl Iterator<Item = (&'static str, Meaning)> {
    [JOINTS, PEOPLE, COMPARISONS, NUMBERS, TIMES, PLACES, BUYING, LIFE, STANDING, REACHING]
        .into_iter()
        .flatten()
        .copied()
}

type Entries = &'static [(&'static str, Meaning)];

const JOINTS: Entries = &[
    ("and|as well as|along with", And),
    ("or|and or", Or),
    ("but|although|though", But),
    ("either", Either),
    ("both", Both),
    ("neither", Neither),
    ("nor", Nor),
    ("not|never|haven't|havent|hasn't|hasnt|hadn't|hadnt|didn't|didnt|don't|dont|doesn't|doesnt|aren't|arent", Not),
    ("isn't|isnt|wasn't|wasnt|weren't|werent|cannot|can't", Not),
    (
        "except|excluding|exclude|excludes|except for|other than those|apart from|besides|leaving out|minus|unless|ignoring|omitting|skipping|leave out",
        Except,
    ),
    ("without|lacking|with no|having no|have no|has no|had no|who have no", Without),
    ("no|zero", No),
    ("with|having|w", With),
    ("have|has|had|did|do|does|got", Have),
    ("is|are|was|were|be|been|being|equals", Be),
    ("who|that|which|whose|whom|where|who also|and who|and whose|and that", Who),
    ("of", Of),
    ("on", On),
    ("at", At),
    ("for", For),
    ("to", To),
    ("via|through|using", Via),
];

const PEOPLE: Entries = &[
    (
        "customer|customers|client|clients|user|users|people|persons|person|shopper|shoppers|folks|folk|those|anyone",
        People,
    ),
    ("anybody|member|members|contact|contacts|audience|individuals|consumers|guys|ones|accounts|them", People),
    ("everyone|everybody|all of them", Everyone),
    ("all|every|entire|all of", All),
    (
        "the|a|an|please|pls|kindly|show|me|find|get|list|give|us|i|we|want|need|our|their|my|your|his|her|its|it",
        Filler,
    ),
    (
        "they|ever|yet|also|then|could you|would you|can you|you|select|target|fetch|pull up|currently|now|already|some",
        Filler,
    ),
    (
        "total of|a total of|in total|overall|altogether|in all|so far|till date|to date|till now|until now|with us",
        Filler,
    ),
    ("from us|these|at all", Filler),
    (
        "gmail|yahoo|outlook|hotmail|recently|lately|a while|while|long time|long|ages|soon|frequently|often|regularly|rarely|few|lot|lots",
        Vague,
    ),
    ("many|much|several|some time|sometimes|once in a while|for long|a while ago|sometime|high|low|big", Vague),
    ("small|large|heavy|light|top|best|worst|good|bad|frequent|most|least|half|quarter of|recent", Vague),
    ("almost|nearly|around|about|approximately|approx|roughly|circa", Vague),
];

const COMPARISONS: Entries = &[
    (
        "over|above|more than|exceeding|exceeds|exceed|exceeded|greater than|higher than|larger than|bigger than",
        Compare(Op::Gt),
    ),
    ("more then|greater then|upwards of|in excess of|beyond|longer than|older than|north of|crossed", Compare(Op::Gt)),
    ("at least|atleast|minimum|minimum of|a minimum of|min|no less than|no fewer than|not less than", Compare(Op::Gte)),
    (
        "not fewer than|not under|not below|at the least|greater than or equal to|more than or equal to",
        Compare(Op::Gte),
    ),
    ("over or equal to|starting at|starting from", Compare(Op::Gte)),
    (
        "less then|fewer then|under|below|less than|fewer than|lower than|smaller than|lesser than|shorter than|south of",
        Compare(Op::Lt),
    ),
    ("at most|atmost|up to|upto|no more than|not more than|not over|not above|not exceeding|maximum", Compare(Op::Lte)),
    ("maximum of|a maximum of|max|less than or equal to|fewer than or equal to|not greater than", Compare(Op::Lte)),
    ("no greater than|no longer than|no higher than", Compare(Op::Lte)),
    ("exactly|equal to|equals to|precisely", Compare(Op::Eq)),
    ("only|just|solely|exclusively", Only),
    ("other than|not equal to|different from|not exactly", Compare(Op::Ne)),
    ("or more|and more|or above|and above|or over|and over|or higher|or greater|and up|or up|upwards", Behind(Op::Gte)),
    ("plus|and upwards|and higher|or better|and greater", Behind(Op::Gte)),
    ("or less|or fewer|or below|and below|or under|and under|or lower|and less|at the most|at max", Behind(Op::Lte)),
    ("and fewer|and lower|tops", Behind(Op::Lte)),
    ("between|in between|ranging from|anywhere between|anywhere from", Between),
];

const NUMBERS: Entries = &[
    ("one", Number(1)),
    ("two|couple|couple of|a couple|a couple of|pair of", Number(2)),
    ("three", Number(3)),
    ("four", Number(4)),
    ("five", Number(5)),
    ("six|half a dozen|half dozen", Number(6)),
    ("seven", Number(7)),
    ("eight", Number(8)),
    ("nine", Number(9)),
    ("ten", Number(10)),
    ("eleven", Number(11)),
    ("twelve|dozen|a dozen", Number(12)),
    ("thirteen", Number(13)),
    ("fourteen", Number(14)),
    ("fifteen", Number(15)),
    ("sixteen", Number(16)),
    ("seventeen", Number(17)),
    ("eighteen", Number(18)),
    ("nineteen", Number(19)),
    ("twenty", Number(20)),
    ("thirty", Number(30)),
    ("forty|fourty", Number(40)),
    ("fifty", Number(50)),
    ("sixty", Number(60)),
    ("seventy", Number(70)),
    ("eighty", Number(80)),
    ("ninety", Number(90)),
    ("hundred|a hundred", Scale(100)),
    ("k|thousand|a thousand", Scale(1_000)),
    ("l|lakh|lakhs|lac|lacs|a lakh|a lac", Scale(100_000)),
    ("m|mn|million|a million|mio", Scale(1_000_000)),
    ("cr|crore|crores|a crore", Scale(10_000_000)),
    ("bn|billion|a billion", Scale(1_000_000_000)),
    ("once", Times(1)),
    ("twice", Times(2)),
    ("thrice", Times(3)),
    ("times|time|x|separate times|different times|occasions|different occasions", TimesWord),
    ("rs|inr|rupee|rupees|bucks", Money("INR")),
    ("usd|dollar|dollars", Money("USD")),
    ("eur|euro|euros", Money("EUR")),
    ("gbp|pound|pounds|sterling|quid", Money("GBP")),
    ("yen|jpy", Money("JPY")),
    ("aed|dirham|dirhams", Money("AED")),
    ("sgd", Money("SGD")),
    ("aud", Money("AUD")),
    ("cad", Money("CAD")),
];

const TIMES: Entries = &[
    ("hour|hours|hr|hrs", Unit(Of::Hours, 1)),
    ("day|days|calendar days", Unit(Of::Days, 1)),
    ("week|weeks|wk|wks", Unit(Of::Weeks, 1)),
    ("fortnight|fortnights", Unit(Of::Weeks, 2)),
    ("month|months|mo|mos|mth|mths|calendar months", Unit(Of::Months, 1)),
    ("quarter|quarters", Unit(Of::Months, 3)),
    ("year|years|yr|yrs", Unit(Of::Years, 1)),
    ("half a year|half year|half of a year", Span(Of::Months, 6)),
    ("year and a half|a year and a half|one and a half years", Span(Of::Months, 18)),
    // "The last month" are thirty days or so; "the previous month" is the one before this.
    ("last|previous|the previous|preceding|the preceding", Last),
    ("the last|the past|past|their last|trailing|these past|these last", TheLast),
    ("this|the current|current", This),
    ("ago|back|earlier|ago or earlier", Ago),
    ("since|ever since", Since),
    ("on or after|starting on|beginning|no earlier than", Since),
    ("onwards|onward|on onwards|and later|or later|and onwards", Onwards),
    ("before|prior to|earlier than", Before),
    ("after|later than", After),
    ("until|till|on or before|no later than", Until),
    ("within|inside", Within),
    ("during|throughout", During),
    ("today", Today),
    ("yesterday", Yesterday),
    ("january|jan", Month(1)),
    ("february|feb", Month(2)),
    ("march|mar", Month(3)),
    ("april|apr", Month(4)),
    ("may", Month(5)),
    ("june|jun", Month(6)),
    ("july|jul", Month(7)),
    ("august|aug", Month(8)),
    ("september|sep|sept", Month(9)),
    ("october|oct", Month(10)),
    ("november|nov", Month(11)),
    ("december|dec", Month(12)),
];

const PLACES: Entries = &[
    ("in|across|in the city of|in city", In),
    ("from|hailing from|out of|who come from|coming from", From),
    ("living|residing|based|located|live|lives|reside|resides|situated", Living),
    ("living in|based in|located in|residing in|live in|lives in|reside in|resides in|who live in|situated in", Living),
    ("living at|staying in|belonging to|based out of|settled in|from the city of|lived in|based at|stay in", Living),
    ("outside|outside of|living outside|based outside", Outside),
    ("living outside of|based outside of|located outside|live outside|lives outside", Outside),
    ("city|cities|town|location", Field(Named::City)),
    ("country|countries|nation", Field(Named::Country)),
    ("name|names", Field(Named::Name)),
    ("first name|first names|called|named", FirstName),
    ("channel|channels|order channel|sales channel", Field(Named::Channel)),
    ("category|categories|product category|department", Field(Named::Category)),
    ("sku|skus|product code|item code", Field(Named::Sku)),
    ("order status|status", Field(Named::Status)),
];

const BUYING: Entries = &[
    ("spent|paid|shelled out", Spent),
    (
        "spend|spenders|spender|spends|spending|spendings|total spend|total spending|total spends|lifetime spend|lifetime value",
        Spend,
    ),
    ("ltv|clv|cltv|customer lifetime value|revenue|total revenue|lifetime revenue|gmv|overall spend", Spend),
    ("total order value|total purchase value|total purchases worth|total amount spent|amount spent|money spent", Spend),
    ("lifetime spending|cumulative spend|total sales|orders total|total value", Spend),
    (
        "total lifetime spend|total lifetime value|all time spend|total spent|spend in total|lifetime purchases worth",
        Spend,
    ),
    (
        "worth|worth of|valued at|valued|value|totalling|totaling|amounting to|totalled|totaled|summing to|costing",
        Worth,
    ),
    ("adding up to|that total|amount|amounts|cost|which total", Worth),
    ("average order value|average order|average order size|avg order value|avg order|aov|average basket", Average),
    ("average basket size|average basket value|basket size|basket value|average ticket|average ticket size", Average),
    ("ticket size|average purchase|average purchase value|average bill|average bill value|mean order value", Average),
    (
        "average spend per order|average spend|avg basket|avg ticket|basket|average cart value|average order amount",
        Average,
    ),
    ("avg basket size|avg ticket size|average transaction value|average cart|average ticket value|avg spend", Average),
    (
        "average value per order|spend per order|spend per purchase|value per order|spent per order|average value|average order total|average transaction|avg order size|atv",
        Average,
    ),
    ("per order|an order on average|per purchase|on average|per transaction|on an average", PerOrder),
    ("largest order|biggest order|highest order|largest purchase|biggest purchase|highest purchase|max order", Largest),
    ("largest order value|biggest order value|highest order value|largest single order|biggest single order", Largest),
    ("maximum order|maximum order value|max order value|largest transaction|biggest transaction", Largest),
    ("most expensive order|largest basket|biggest basket|largest ever order|highest value order", Largest),
    ("single|any|any one|any single|one single|a single|individual", Single),
    ("each|apiece|a piece|every time|each time|each one", Each),
    ("order|purchase|transaction", Order(Form::One)),
    ("orders|purchases|transactions", Order(Form::Many)),
    (
        "ordered|bought|purchased|shopped|transacted|buy|shop|ordering|buying|purchasing|buys|shops|transact",
        Order(Form::Verb),
    ),
    ("shopping|purchased from us", Order(Form::Verb)),
    ("buyers|buyer|purchasers|purchaser|orderers", Order(Form::Buyers)),
    (
        "number of orders|order count|orders count|total orders|number of purchases|purchase count|order frequency",
        OrderCount,
    ),
    ("total number of orders|purchase frequency|total purchases|count of orders|number of transactions", OrderCount),
    ("total order count|orders placed in total", OrderCount),
    ("placed|made|make|place|makes|places|completed|placing|making|put in", Placed),
    ("nothing|not anything|nothing at all", Nothing),
    ("something|anything|products|product|items|item|stuff|goods|a thing|things", Thing),
    ("cancelled|canceled|cancel|cancelling|canceling", Status(OrderStatus::Cancelled)),
    ("refunded", Status(OrderStatus::Refunded)),
    ("pending|unfulfilled", Status(OrderStatus::Pending)),
    ("cancellation|cancellations", StatusNoun(OrderStatus::Cancelled)),
    ("refund|refunds", StatusNoun(OrderStatus::Refunded)),
    ("visited|visits|visit|visiting|visits count|number of visits|visit count|total visits|dropped by", Visit),
    ("dropped in|stopped by|come by|came by|store visits|footfall|total number of visits|walked in", Visit),
];

const LIFE: Entries = &[
    (
        "joined|signed up|sign up|signup|signups|sign ups|registered|registering|created|onboarded|added|enrolled",
        Joined,
    ),
    (
        "became customers|became a customer|join|register|registrations|acquired|joining|signing up|came on board",
        Joined,
    ),
    ("joined us|signed up with us|registered with us|sign up date|signup date|joining date|created at", Joined),
    ("registration date|account created|got registered", Joined),
    ("new|newly acquired|newly joined|newly registered|brand new", New),
    ("first", First),
    ("first order|first purchase|first ordered|first bought|first purchased|bought first|ordered first", FirstOrder),
    ("first transaction|first shopped|bought for the first time|ordered for the first time|first buy", FirstOrder),
    ("purchased for the first time|shopped for the first time|first order date|first purchase date", FirstOrder),
    ("last order|last purchase|last ordered|last bought|last purchased|last shopped|most recent order", LastOrder),
    ("most recent purchase|latest order|latest purchase|last transaction|the last order|the last purchase", LastOrder),
    ("last order date|last purchase date|their last order|their last purchase|previous order|past order", LastOrder),
    ("most recently ordered|most recently bought|last buy|last transacted", LastOrder),
    ("inactive|dormant|lapsed|silent|no activity|not been active|churned|gone quiet|not active|idle|asleep", Inactive),
    (
        "been inactive|been dormant|been silent|no longer active|gone silent|quiet|sleeping|went quiet|gone cold",
        Inactive,
    ),
    ("went silent|went dormant|inactivity|became inactive|gone inactive|lapsing", Inactive),
    ("active|been active|activity", Active),
    ("repeat|returning|repeat buyers|repeat buyer|repeat purchasers|repeat shoppers|repeated buyers", Repeat),
    ("one time|one time buyers|one time buyer|onetime|one off|one time purchasers", OneTime),
    ("one time shoppers|first time|first time buyers|onetime buyers|one off buyers", OneTime),
];

/// How good they are, and how likely they are to be gone.
const STANDING: Entries = &[
    ("champion|champions", Tier(Class::Champion)),
    ("loyal", Tier(Class::Loyal)),
    ("promising", Tier(Class::Promising)),
    ("needs attention|need attention|needing attention", Tier(Class::NeedsAttention)),
    ("at risk", Tier(Class::AtRisk)),
    ("hibernating", Tier(Class::Hibernating)),
    ("prospect|prospects", Tier(Class::Prospect)),
    ("tier|tiers|customer tier|rfm tier", TierWord),
    (
        "high churn risk|high risk of churn|high risk of churning|at high risk of churn|at high risk of churning|at a high risk of churn|churn risk is high|churn risk high",
        Risk(Chance::High),
    ),
    (
        "medium churn risk|medium risk of churn|medium risk of churning|at medium risk of churn|at medium risk of churning|at a medium risk of churn|churn risk is medium|churn risk medium",
        Risk(Chance::Medium),
    ),
    (
        "moderate churn risk|moderate risk of churn|at moderate risk of churn|churn risk is moderate",
        Risk(Chance::Medium),
    ),
    (
        "low churn risk|low risk of churn|low risk of churning|at low risk of churn|at low risk of churning|at a low risk of churn|churn risk is low|churn risk low",
        Risk(Chance::Low),
    ),
    (
        "likely to churn|likely to leave|about to churn|about to leave|at risk of churn|at risk of churning|at risk of leaving|risk of churn|churn risk|churn risks|in danger of churning|going to churn",
        LikelyToChurn,
    ),
    ("unlikely to churn|unlikely to leave", UnlikelyToChurn),
];

const REACHING: Entries = &[
    (
        "email|emails|e mail|email address|email addresses|e mail address|mail id|email id|email ids|mail address",
        Contact(Way::Email),
    ),
    (
        "phone|phones|phone number|phone numbers|mobile|mobile number|mobile numbers|telephone|contact number",
        Contact(Way::Phone),
    ),
    ("cell phone|cell number|phone no|mobile no|telephone number|cellphone", Contact(Way::Phone)),
    ("on file|on record|address|number|saved|known|available|provided|given|registered with us as", OnFile),
    ("missing|empty|blank|absent|unknown", Missing),
    (
        "opted in|opt in|gave consent|given consent|consented|granted consent|gave their consent|given their consent",
        OptedIn,
    ),
    ("agreed to be messaged|agreed to messages|opting in|opted in to messages|agreed to receive messages", OptedIn),
    ("gave us consent|give consent|consent given|given permission|gave permission|have consented", OptedIn),
    ("opted out|opt out|unsubscribed|withdrew|withdrawn|withdrew consent|withdrawn consent|opting out", OptedOut),
    ("withdrew their consent|withdrawn their consent|revoked consent|unsubscribe|took back consent", OptedOut),
    ("revoked their consent|opted out of messages|opt outs|unsubscribers|consent withdrawn", OptedOut),
    ("consent|permission|consent status|marketing consent", ConsentWord),
    ("granted", Consent(Said::Granted)),
    ("unsure", Consent(Said::Unknown)),
    ("tagged|tagged as|tagged with|tag|tags|labelled|labeled|labelled as|labeled as|label|marked|marked as", Tagged),
    ("flagged|flagged as|with the tag|the tag|the tags|tagged under|flagged with|labelled with", Tagged),
    ("non", Non),
    ("segment|segments|the segment|saved segment|saved segments", Segment),
    ("yes|true", Yes),
    ("false", NoFlag),
    ("contains|containing|contain|include|includes|including", Contains),
    ("starts with|starting with|begins with|beginning with|start with|begin with", StartsWith),
    ("ends with|ending with|ending in|ends in|end with|end in", EndsWith),
];
