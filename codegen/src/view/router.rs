//! Which operation a URL and a method belong to: an index over the paths of the document.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::operation::Operation;
use super::path::{Segment, Variables};
use super::server::{Base, Server};
use super::url::{Url, decode};
use super::words::words;

/// An index over the paths of a document and its servers.
///
/// Of the templates that fit a path the [most specific](super::PathTemplate::by_specificity) one is taken, so that the order
/// of the document makes no difference.
pub struct Router {
    /// The lists of servers; each operation has one of them.
    lists: Vec<Vec<Listed>>,
    /// What the paths of the servers begin with, each once.
    bases: Vec<Base>,
    /// A tree by the segments of the paths. The first node is its root.
    nodes: Vec<Step>,
    /// For each operation: how many are more specific.
    ranks: Vec<usize>,
    /// The segments that the document writes, decoded.
    words: HashSet<String>,
    /// The words that these are made of, in lower case.
    parts: HashSet<String>,
    /// Those of them that are followed by a variable.
    before_variables: HashSet<String>,
}

/// A server of a list.
struct Listed {
    server: Server,
    base: usize,
}

/// One segment of the paths.
#[derive(Default)]
struct Step {
    /// By the decoded text of the segment.
    literals: HashMap<String, usize>,
    /// A segment that has variables.
    variable: Option<usize>,
    /// The operations whose paths end here.
    ends: Vec<usize>,
}

/// Where a URL and a method lead.
#[derive(Debug)]
pub enum Target<'d, 'u> {
    /// To an operation.
    Operation {
        /// Its index.
        index: usize,
        /// The values of the path's variables.
        variables: Variables<'d, 'u>,
        /// Whether the server is none of the operation's.
        foreign: bool,
    },
    /// To the path of this operation, which has none of the method.
    OtherMethod(usize),
    /// Nowhere.
    Nothing,
}

/// Which servers of the lists have an origin. A cache: traffic goes to few origins.
#[derive(Debug, Default)]
pub struct OriginCache(HashMap<String, HashMap<usize, Vec<bool>>>);

/// How many origins are cached.
const MAX_ORIGINS: usize = 64;

impl OriginCache {
    fn of(&mut self, url: &Url<'_>, index: usize, list: &[Listed]) -> &[bool] {
        let origin = format!("{}://{}", url.scheme, url.authority);
        if self.0.len() >= MAX_ORIGINS && !self.0.contains_key(&origin) {
            self.0.clear();
        }
        self.0.entry(origin).or_default().entry(index).or_insert_with(|| {
            let host = url.host();
            list.iter()
                .map(|listed| listed.server.has_origin(url.scheme, &host))
                .collect()
        })
    }
}

impl Router {
    /// The index over these operations, which are on these lists of servers.
    pub(super) fn new(operations: &[Operation<'_>], lists: Vec<Vec<Server>>) -> Self {
        let mut bases: Vec<Base> = Vec::new();
        let mut known: HashMap<Base, usize> = HashMap::new();
        let mut listed = |server: Server| {
            let base = *known.entry(server.base.clone()).or_insert_with(|| {
                bases.push(server.base.clone());
                bases.len() - 1
            });
            Listed { server, base }
        };
        let lists = lists
            .into_iter()
            .map(|list| list.into_iter().map(&mut listed).collect())
            .collect();
        let mut router = Self {
            lists,
            bases,
            nodes: vec![Step::default()],
            ranks: ranks(operations),
            words: HashSet::new(),
            parts: HashSet::new(),
            before_variables: HashSet::new(),
        };
        for (index, operation) in operations.iter().enumerate() {
            let segments = operation.path.segments.iter();
            let end = segments.fold(0, |node, segment| router.step(node, segment));
            router.nodes[end].ends.push(index);
        }
        let of_paths = router.nodes.iter().flat_map(|node| node.literals.keys().cloned());
        let of_servers = router.bases.iter().flat_map(Base::words);
        router.words = of_paths.chain(of_servers).collect();
        router.parts = router.words.iter().flat_map(|word| words(word)).collect();
        router.before_variables = before_variables(operations, &router.bases);
        router
    }

    /// The node after `node` for a segment of a path.
    fn step(&mut self, node: usize, segment: &Segment<'_>) -> usize {
        let next = self.nodes.len();
        let known = match segment.literal() {
            Some(text) => *self.nodes[node].literals.entry(text.to_owned()).or_insert(next),
            None => *self.nodes[node].variable.get_or_insert(next),
        };
        if known == next {
            self.nodes.push(Step::default());
        }
        known
    }

    /// The operations whose paths may be `rest`, a path after the server's part of it; their templates decide.
    fn candidates(&self, rest: &str, found: &mut Vec<usize>) {
        let mut open = vec![(0, (!rest.is_empty()).then(|| &rest[1..]))];
        while let Some((node, rest)) = open.pop() {
            let node = &self.nodes[node];
            let Some(rest) = rest else {
                found.extend(&node.ends);
                continue;
            };
            let (text, rest) = match rest.split_once('/') {
                Some((text, rest)) => (text, Some(rest)),
                None => (rest, None),
            };
            let decoded = match text.contains('%') {
                true => Cow::Owned(decode(text)),
                false => Cow::Borrowed(text),
            };
            open.extend(node.literals.get(&*decoded).map(|&next| (next, rest)));
            open.extend(node.variable.map(|next| (next, rest)));
        }
    }

    /// Sorts candidates, the most specific one first.
    fn sort(&self, candidates: &mut Vec<usize>) {
        candidates.sort_unstable_by_key(|&index| self.ranks[index]);
        candidates.dedup();
    }

    /// Where a URL and a method lead. Operations on a server of their own come before those on a foreign one, and among them
    /// the one with the most specific path comes first.
    pub fn target<'d, 'u>(
        &self,
        operations: &[Operation<'d>],
        method: &str,
        url: &Url<'u>,
        origins: &mut OriginCache,
    ) -> Target<'d, 'u> {
        // No path is the path of the root.
        let path = if url.path.is_empty() { "/" } else { url.path };
        let rests: Vec<Vec<&'u str>> = self.bases.iter().map(|base| base.rests(path)).collect();
        let mut candidates = Vec::new();
        for (at, rest) in rests.iter().flatten().enumerate() {
            if !rests.iter().flatten().take(at).any(|before| before == rest) {
                self.candidates(rest, &mut candidates);
            }
        }
        candidates.retain(|&index| operations[index].path.matches_query(url));
        self.sort(&mut candidates);
        let mut on_foreign: Option<(usize, Variables<'d, 'u>)> = None;
        let mut other: Option<(bool, usize)> = None;
        for index in candidates {
            let operation = &operations[index];
            let Some((foreign, variables)) = self.on_servers(operation, &rests, url, origins) else {
                continue;
            };
            if operation.method == method {
                if !foreign {
                    return Target::Operation {
                        index,
                        variables,
                        foreign,
                    };
                }
                on_foreign.get_or_insert((index, variables));
            }
            if other.is_none_or(|(worse, _)| worse && !foreign) {
                other = Some((foreign, index));
            }
        }
        match (on_foreign, other) {
            (Some((index, variables)), _) => Target::Operation {
                index,
                variables,
                foreign: true,
            },
            (None, Some((_, index))) => Target::OtherMethod(index),
            (None, None) => Target::Nothing,
        }
    }

    /// Whether a URL is at the host of a server; nothing if a server may be at any host.
    pub fn has_host(&self, url: &Url<'_>) -> Option<bool> {
        let host = url.host();
        let servers = || self.lists.iter().flatten().map(|listed| &listed.server);
        if servers().any(|server| server.is_at(url.scheme, &host)) {
            return Some(true);
        }
        servers().all(Server::has_host).then_some(false)
    }

    /// Whether the path is the operation's on a server of its own: then if the origin is foreign to it, and the variables.
    fn on_servers<'d, 'u>(
        &self,
        operation: &Operation<'d>,
        rests: &[Vec<&'u str>],
        url: &Url<'_>,
        origins: &mut OriginCache,
    ) -> Option<(bool, Variables<'d, 'u>)> {
        let list = &self.lists[operation.server_list];
        let own = origins.of(url, operation.server_list, list);
        let matched = |listed: &Listed| rests[listed.base].iter().find_map(|rest| operation.path.matches(rest));
        let on = |own_wanted: bool| {
            list.iter()
                .zip(own)
                .filter(|(_, own)| **own == own_wanted)
                .find_map(|(listed, _)| matched(listed))
        };
        on(true)
            .map(|variables| (false, variables))
            .or_else(|| on(false).map(|variables| (true, variables)))
    }

    /// The operation of a method whose template fits a path best, whatever the server; with the values of its variables.
    pub fn by_path<'d, 'u>(
        &self,
        operations: &[Operation<'d>],
        method: &str,
        path: &'u str,
    ) -> Option<(usize, Variables<'d, 'u>)> {
        let mut candidates = Vec::new();
        if path.is_empty() || path.starts_with('/') {
            self.candidates(path, &mut candidates);
        }
        self.sort(&mut candidates);
        candidates.retain(|&index| operations[index].method == method);
        // The query is unknown here.
        candidates.sort_by_key(|&index| !operations[index].path.query.is_empty());
        candidates
            .into_iter()
            .find_map(|index| Some((index, operations[index].path.matches(path)?)))
    }

    /// Whether the document writes a segment, decoded, in a path or in the path of a server.
    pub fn has_word(&self, segment: &str) -> bool {
        self.words.contains(segment)
    }

    /// Whether a word, in lower case, is a part of a segment that the document writes, as `images` is of `container-images`.
    pub fn has_part(&self, word: &str) -> bool {
        self.parts.contains(word)
    }

    /// Whether the document has a variable after this segment, decoded, in a path or in the path of a server.
    pub fn has_variable_after(&self, segment: &str) -> bool {
        self.before_variables.contains(segment)
    }
}

/// The literal segments that are followed by a variable.
fn before_variables(operations: &[Operation<'_>], bases: &[Base]) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut first = false;
    for operation in operations {
        let segments = &operation.path.segments;
        first |= segments.first().is_some_and(|segment| segment.literal().is_none());
        for pair in segments.windows(2) {
            if let (Some(word), None) = (pair[0].literal(), pair[1].literal()) {
                words.insert(word.to_owned());
            }
        }
    }
    for base in bases {
        words.extend(base.words_before_variables());
        // The paths follow the server's part.
        words.extend(base.last_word().filter(|_| first));
    }
    words
}

/// For each operation how many others are more specific; those of one path are distinguished by their methods.
fn ranks(operations: &[Operation<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..operations.len()).collect();
    order.sort_by(|&one, &other| {
        let (one, other) = (&operations[one], &operations[other]);
        one.path
            .by_specificity(&other.path)
            .then_with(|| one.method.cmp(other.method))
    });
    let mut ranks = vec![0; operations.len()];
    for (rank, index) in order.into_iter().enumerate() {
        ranks[index] = rank;
    }
    ranks
}
