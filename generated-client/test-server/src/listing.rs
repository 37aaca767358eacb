//! A list of records that is read page by page, as a service would return it, and as it should not.
//!
//! It knows no operation: the names of parameters and properties are given to it. The newest record comes first. What
//! happens to the list during a run is a schedule, too: at which request, which record.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{CannedResponse, Handler, Received, lock};

/// The names of what a listing reads and writes.
#[derive(Clone, Copy, Debug)]
pub struct Names {
    /// The parameter with the number of records on a page.
    pub limit: &'static str,
    /// The parameter with the number of records before the page.
    pub offset: &'static str,
    /// The parameter with the least time.
    pub from: &'static str,
    /// The parameter with the greatest time.
    pub to: &'static str,
    /// The property with the records.
    pub items: &'static str,
    /// The property with the number of records on all pages.
    pub total: &'static str,
}

/// A record: any JSON, and the time by which it is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The time by which it is sorted, and found.
    pub time: i64,
    /// What is sent.
    pub value: Value,
}

/// Which ends of a range of time belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// Both.
    Inclusive,
    /// The first instant alone.
    FromOnly,
    /// The last instant alone.
    ToOnly,
    /// Neither.
    Exclusive,
}

/// Responds with a page of a list.
#[derive(Debug)]
pub struct Listing {
    names: Names,
    default_limit: usize,
    greatest_limit: usize,
    greatest_offset: Option<usize>,
    ends: Ends,
    ignores_offset: bool,
    /// What is stated as the total instead of it, response by response; the truth thereafter.
    totals: Vec<Option<i64>>,
    /// What arrives just before which response.
    arrivals: BTreeMap<usize, Vec<Record>>,
    responses: AtomicUsize,
    /// The newest first.
    records: Mutex<Vec<Record>>,
}

impl Listing {
    /// A list that responds properly: pages of 10 without a limit, and of 200 at most.
    #[must_use]
    pub fn new(names: Names, records: impl IntoIterator<Item = Record>) -> Self {
        let mut records: Vec<_> = records.into_iter().collect();
        records.sort_by_key(|record| std::cmp::Reverse(record.time));
        Self {
            names,
            default_limit: 10,
            greatest_limit: 200,
            greatest_offset: None,
            ends: Ends::Inclusive,
            ignores_offset: false,
            totals: Vec::new(),
            arrivals: BTreeMap::new(),
            responses: AtomicUsize::new(0),
            records: Mutex::new(records),
        }
    }

    /// No page has more records than this, whatever the limit is.
    #[must_use]
    pub fn clamp(mut self, limit: usize) -> Self {
        self.greatest_limit = limit;
        self
    }

    /// A greater offset than this is refused.
    #[must_use]
    pub fn greatest_offset(mut self, offset: usize) -> Self {
        self.greatest_offset = Some(offset);
        self
    }

    /// Which ends of a range of time belong to it.
    #[must_use]
    pub fn ends(mut self, ends: Ends) -> Self {
        self.ends = ends;
        self
    }

    /// Responds with the first page, whatever the offset.
    #[must_use]
    pub fn ignoring_offset(mut self) -> Self {
        self.ignores_offset = true;
        self
    }

    /// States these totals instead of the true ones, response by response; `None` states none.
    #[must_use]
    pub fn stating(mut self, totals: impl IntoIterator<Item = Option<i64>>) -> Self {
        self.totals = totals.into_iter().collect();
        self
    }

    /// A record arrives just before the response of this number, counted from 0. A record that is newer than all others
    /// is inserted at the head, any other in its place by time.
    #[must_use]
    pub fn arriving(mut self, before: usize, record: Record) -> Self {
        self.arrivals.entry(before).or_default().push(record);
        self
    }

    /// All records as they are now, the newest first.
    #[must_use]
    pub fn records(&self) -> Vec<Record> {
        lock(&self.records).clone()
    }

    /// The records from `from` to `to`, the newest first.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> Vec<Record> {
        let records = lock(&self.records);
        records
            .iter()
            .filter(|record| self.holds(record, Some(from), Some(to)))
            .cloned()
            .collect()
    }

    fn holds(&self, record: &Record, from: Option<i64>, to: Option<i64>) -> bool {
        let (with_from, with_to) = match self.ends {
            Ends::Inclusive => (true, true),
            Ends::FromOnly => (true, false),
            Ends::ToOnly => (false, true),
            Ends::Exclusive => (false, false),
        };
        from.is_none_or(|from| record.time > from || with_from && record.time == from)
            && to.is_none_or(|to| record.time < to || with_to && record.time == to)
    }

    /// The records that arrive now. Of those with the same time, the one that arrives later is the newer one.
    fn arrive(&self, records: &mut Vec<Record>, number: usize) {
        for record in self.arrivals.get(&number).into_iter().flatten() {
            let place = records.partition_point(|other| other.time > record.time);
            records.insert(place, record.clone());
        }
    }

    fn page(&self, query: &PageQuery) -> CannedResponse {
        let number = self.responses.fetch_add(1, Ordering::SeqCst);
        let mut records = lock(&self.records);
        self.arrive(&mut records, number);
        let found = records.iter().filter(|record| self.holds(record, query.from, query.to));
        let total = i64::try_from(found.clone().count()).unwrap_or(i64::MAX);
        let offset = if self.ignores_offset { 0 } else { query.offset };
        let limit = query.limit.unwrap_or(self.default_limit).min(self.greatest_limit);
        let items = found.skip(offset).take(limit).map(|record| record.value.clone());
        let mut page = Map::new();
        page.insert(self.names.items.to_owned(), items.collect());
        if let Some(total) = self.totals.get(number).copied().unwrap_or(Some(total)) {
            page.insert(self.names.total.to_owned(), total.into());
        }
        CannedResponse::json(200, Value::Object(page).to_string())
    }
}

impl Handler for Listing {
    fn respond(&self, request: &Received) -> CannedResponse {
        match PageQuery::read(request.query(), &self.names) {
            Some(query) if self.greatest_offset.is_none_or(|greatest| query.offset <= greatest) => self.page(&query),
            _ => CannedResponse::json(
                400,
                r#"{"error_code":"TEST.0400","error_msg":"a parameter is out of bounds"}"#,
            ),
        }
    }
}

/// The parameters of a request.
#[derive(Debug, Default)]
struct PageQuery {
    limit: Option<usize>,
    offset: usize,
    from: Option<i64>,
    to: Option<i64>,
}

impl PageQuery {
    /// Nothing if a value is not the number that it should be. Other parameters are passed over.
    fn read(text: &str, names: &Names) -> Option<Self> {
        let mut query = Self::default();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decode_str(value).decode_utf8().ok()?;
            if name == names.limit {
                query.limit = Some(value.parse().ok()?);
            } else if name == names.offset {
                query.offset = value.parse().ok()?;
            } else if name == names.from {
                query.from = Some(value.parse().ok()?);
            } else if name == names.to {
                query.to = Some(value.parse().ok()?);
            }
        }
        Some(query)
    }
}
