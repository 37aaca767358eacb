//! Words that the paths of many APIs are made of.
//!
//! `container-images` and `correct-horse-battery` look alike. They differ in their words: those of the first one are
//! common in APIs, those of a passphrase can be any.

use std::{collections::HashSet, sync::LazyLock};

/// The words in the singular, separated by white space.
const WORDS: &str = "
    access account action active activity add address admin advanced agent alarm alert alias all analysis
    analytics and announcement api app application approval archive area article assessment asset assign
    assignment async attachment attempt attribute audit auth author availability available avatar backend
    background backup balance banner base baseline basic batch benchmark bill billing blob block blog board body
    bookmark branch brand broadcast browser bucket budget build bulk business button by cache calendar call
    callback campaign cancel capability capacity card cart case catalog category certificate change channel
    chart chat check checkout child class clear client clone close cloud cluster code collection color column
    command comment commit common company compare component compute condition config configuration confirm
    confirmation connect connection connector console constraint contact container content context control copy
    core cost count country coupon course create credential crontab currency current custom customer daemon
    daily dashboard data database dataset date day default delete deliver delivery department deploy deployment
    description detail detect detection device diagnostic diff directory disable discover discovery disk
    dispatch display document domain download draft driver edit edition element email employee enable endpoint
    engine entity entry env environment error estimate evaluate event exclude execute execution export extension
    external failure favorite feature feed feedback field file filter find finding firewall flag flavor float
    flow folder font for forgot form format forum from frontend full function game gateway general generate get
    global goal graph graphql grid group guest guide handler header health help hidden history home hook host
    hour icon identity image import inbox incident index info information init input insight instance
    integration internal intrusion inventory invitation invite invoice issue item job journal json jwks key
    kubernetes label language latest launch layer layout lead legacy level library license like limit line link
    list live load local locale location lock log login logout lookup machine mail main maintenance manage
    management manager manual map market master match me media member membership memory menu merge message meta
    metadata method metric migrate migration minute mobile mode model module monitor monitoring month move my
    name namespace navigation net network new news node note notice notification number oauth object of offer
    office offline on online open openid operation operator opportunity option order organization origin other
    otp output overview owner package page panel parameter parent part partner passwd password patch path pause
    payment pending people percent performance period permission person phone photo picture pipeline place plan
    platform player plugin point policy poll pool popular port portal position post preference preview price
    pricing print priority private process product profile program progress project promotion property protect
    protection protocol provider proxy public publish purchase push quarantine query question queue quick quota
    quote range ransomware rate rating read ready recent recommendation record redirect refresh refund region
    register registry relation release reload reminder remote remove rename renew repair replica reply report
    repository request resend reservation reset resource response rest restart restore result resume retry
    return review risk role rollback room root route router row rule run runtime sale saml sample save scan
    schedule schema scim scope score screen script search secret section security select send sensor sequence
    server service session set setting setup shape shipment shipping shop show sign simple single site size
    snapshot social software sort source space specification staff stage standard start stat state statement
    static statistic statistics stats status step stock stop storage store stream student style subject
    submission submit subnet subscribe subscription suite summary supplier support survey switch sync system tab
    table tag target task tax team template tenant term test text theme thread threat threshold thumbnail ticket
    time timeline timezone title to token tool top topic total trace track tracking trade traffic train
    transaction transfer translation trash tree trend trigger type unit unread unsubscribe update upgrade upload
    url usage use user utility validate validation value variable variant vendor verification verify version
    video view virtual virus visit volume vote vpc vulnerability wallet warehouse warning weather web webhook
    week widget window with work worker workflow workspace write year zone
";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_whitespace().collect());

/// Whether a word in lower case is one that `is_known` takes, or a plural of one.
pub(super) fn is_known(word: &str, is_known: impl Fn(&str) -> bool) -> bool {
    let is_known = |word: &str| is_known(word) || KNOWN.contains(word);
    let without = |end: &str| word.strip_suffix(end).is_some_and(is_known);
    let is_plural_of_y = || {
        word.strip_suffix("ies")
            .is_some_and(|stem| is_known(&format!("{stem}y")))
    };
    is_known(word) || without("s") || without("es") || is_plural_of_y()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_are_known_too() {
        for word in [
            "image",
            "images",
            "policies",
            "statuses",
            "addresses",
            "the-documents-own",
        ] {
            assert!(is_known(word, |own| own == "the-documents-own"), "{word}");
        }
        for word in ["horse", "battery", "river", "", "s", "ies"] {
            assert!(!is_known(word, |_| false), "{word}");
        }
    }

    #[test]
    fn the_words_are_sorted_and_none_is_there_twice() {
        let words: Vec<_> = WORDS.split_whitespace().collect();
        assert!(words.is_sorted_by(|one, next| one < next));
    }
}
