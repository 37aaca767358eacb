//! The items of a module, from its tokens.
//!
//! The emitters write few forms: this knows these, and takes what it does not know for an item of its own, whose every
//! change is seen (`macro ...!`).

mod tokens;

use std::collections::BTreeMap;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use tokens::{
    Head, Tokens, associated_types, name, named_type, peekable, read_head, until_end, until_semicolon,
    without_lifetimes,
};

use super::text::{inside, signature, split, text};
use super::{Digest, Item, Kind};
use crate::generate::Module;

/// Adds the items of a module.
pub(super) fn scan(module: Module, found: &mut BTreeMap<String, Item>) {
    let mut scanner = Scanner {
        prefix: match module.name {
            "" => String::new(),
            name => format!("{name}::"),
        },
        is_public: module.is_public,
        features: module.features,
        found,
    };
    scanner.items(module.tokens);
}

struct Scanner<'f> {
    /// The path of the module with `::`.
    prefix: String,
    is_public: bool,
    features: Vec<String>,
    found: &'f mut BTreeMap<String, Item>,
}

impl Scanner<'_> {
    fn items(&mut self, tokens: TokenStream) {
        let mut tokens = peekable(tokens);
        while tokens.peek().is_some() {
            let head = read_head(&mut tokens);
            let Some(token) = tokens.next() else { return };
            let TokenTree::Ident(keyword) = &token else {
                continue;
            };
            match keyword.to_string().as_str() {
                "struct" => self.structure(head, &mut tokens),
                "enum" => self.enumeration(head, &mut tokens),
                "trait" => self.trait_(head, &mut tokens),
                "impl" => self.implementation(head, &mut tokens),
                "fn" => self.function("", head, &mut tokens),
                "mod" => self.named(Kind::Module, head, &mut tokens),
                "use" => self.exports(&head, &mut tokens),
                "static" | "const" => self.hidden(&mut tokens),
                _ => self.macro_call(token, &mut tokens),
            }
        }
    }

    fn insert(&mut self, path: String, mut item: Item) {
        item.features.clone_from(&self.features);
        self.found.insert(format!("{}{path}", self.prefix), item);
    }

    /// The type of this module to which an implementation belongs.
    fn owner(&mut self, name: &str) -> Option<&mut Item> {
        self.found.get_mut(&format!("{}{name}", self.prefix))
    }

    fn structure(&mut self, head: Head, tokens: &mut Tokens) {
        let name = name(tokens);
        let mut item = head.item(Kind::Struct);
        let mut all_public = true;
        let mut fields = Vec::new();
        for token in until_end(tokens) {
            let TokenTree::Group(group) = token else { continue };
            let is_tuple = group.delimiter() == Delimiter::Parenthesis;
            for (index, part) in split(inside(group)).into_iter().enumerate() {
                let mut part = part.into_iter().peekable();
                let head = read_head(&mut part);
                if !head.is_public {
                    all_public = false;
                    // In whatever order: that of the fields changes nothing.
                    let mut code = head.code;
                    code.add_tokens(part.collect());
                    item.code.mix(code);
                    continue;
                }
                let (field, ty) = match is_tuple {
                    true => (index.to_string(), text(part)),
                    false => named_type(part),
                };
                let mut field_item = head.item(Kind::Field);
                field_item.signature = ty;
                fields.push((format!("{name}::{field}"), field_item));
            }
        }
        item.exhaustive = !head.non_exhaustive && all_public && !fields.is_empty();
        if head.is_public && self.is_public {
            for (path, field) in fields {
                self.insert(path, field);
            }
            self.insert(name, item);
        }
    }

    fn enumeration(&mut self, head: Head, tokens: &mut Tokens) {
        let name = name(tokens);
        let mut item = head.item(Kind::Enum);
        item.exhaustive = !head.non_exhaustive;
        for token in until_end(tokens) {
            let TokenTree::Group(group) = token else { continue };
            for part in split(inside(group)) {
                let mut part = part.into_iter().peekable();
                let head = read_head(&mut part);
                let mut variant = head.item(Kind::Variant);
                let Some(TokenTree::Ident(ident)) = part.next() else {
                    continue;
                };
                variant.signature = text(part);
                self.insert(format!("{name}::{ident}"), variant);
            }
        }
        self.insert(name, item);
    }

    fn trait_(&mut self, head: Head, tokens: &mut Tokens) {
        let name = name(tokens);
        let mut item = head.item(Kind::Trait);
        let mut before = Vec::new();
        for token in until_end(tokens) {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    self.methods(&name, peekable(inside(group)), true);
                }
                other => before.push(other),
            }
        }
        item.signature = text(before);
        self.insert(name, item);
    }

    /// The methods of a type; those of a trait are as public as the trait is.
    fn methods(&mut self, owner: &str, mut tokens: Tokens, of_trait: bool) {
        while tokens.peek().is_some() {
            let mut head = read_head(&mut tokens);
            head.is_public |= of_trait;
            let mut prefix = "";
            let mut is_function = false;
            while let Some(TokenTree::Ident(word)) = tokens.peek() {
                let word = word.to_string();
                tokens.next();
                match word.as_str() {
                    "async" => prefix = "async ",
                    "fn" => {
                        is_function = true;
                        break;
                    }
                    _ => {}
                }
            }
            if !is_function {
                tokens.next();
                continue;
            }
            let path = format!("{owner}::{}()", name(&mut tokens));
            self.method(path, prefix, head, &mut tokens);
        }
    }

    fn function(&mut self, prefix: &str, head: Head, tokens: &mut Tokens) {
        let path = format!("{}()", name(tokens));
        self.method(path, prefix, head, tokens);
    }

    fn method(&mut self, path: String, prefix: &str, mut head: Head, tokens: &mut Tokens) {
        let mut before = Vec::new();
        for token in until_end(tokens) {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => head.code.add_stream(inside(group)),
                other => before.push(other),
            }
        }
        if head.is_public && self.is_public {
            let mut item = head.item(Kind::Method);
            item.signature = format!("{prefix}fn{}", signature(before));
            self.insert(path, item);
        }
    }

    fn implementation(&mut self, head: Head, tokens: &mut Tokens) {
        let mut before: Vec<TokenTree> = Vec::new();
        let mut body = Vec::new();
        for token in until_end(tokens) {
            match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    body = inside(group).into_iter().collect();
                }
                other => before.push(other),
            }
        }
        let is_for = |token: &TokenTree| matches!(token, TokenTree::Ident(ident) if ident == "for");
        let Some(position) = before.iter().position(is_for) else {
            // `impl super::Client`, or `impl Name`.
            let owner = before.iter().rev().find_map(|token| match token {
                TokenTree::Ident(ident) => Some(ident.to_string()),
                _ => None,
            });
            let owner = owner.unwrap_or_default();
            let is_super = matches!(before.first(), Some(TokenTree::Ident(ident)) if ident == "super");
            let prefix = std::mem::take(&mut self.prefix);
            if !is_super {
                self.prefix.clone_from(&prefix);
            }
            self.methods(&owner, body.into_iter().peekable(), false);
            self.prefix = prefix;
            return;
        };
        let target = text(before.drain(position..).skip(1));
        let of = before;
        let is_ours = |name: &str| self.found.contains_key(&format!("{}{name}", self.prefix));
        // `impl From<Name> for String` belongs to `Name`.
        let inner = match is_ours(&target) {
            true => None,
            false => of.iter().rev().find_map(|token| match token {
                TokenTree::Ident(ident) => Some(ident.to_string()).filter(|name| is_ours(name)),
                _ => None,
            }),
        };
        let mut written = text(of);
        written.push_str(&associated_types(&body));
        let mut code = head.code;
        code.add(&written);
        code.add_tokens(body);
        let (owner, written) = match inner {
            Some(inner) => (inner, format!("{written} for {target}")),
            None => (target, without_lifetimes(&written)),
        };
        if let Some(item) = self.owner(&owner) {
            item.traits.push(written);
            item.traits.sort();
            item.code.mix(code);
        }
    }

    fn named(&mut self, kind: Kind, head: Head, tokens: &mut Tokens) {
        let name = name(tokens);
        until_end(tokens);
        if head.is_public {
            self.insert(name, head.item(kind));
        }
    }

    /// `pub use a::b;` and `pub use a::{b, c};`
    fn exports(&mut self, head: &Head, tokens: &mut Tokens) {
        let all = until_semicolon(tokens);
        if !head.is_public || !self.is_public {
            return;
        }
        let Some(last) = all.iter().rev().find(|token| !matches!(token, TokenTree::Punct(_))) else {
            return;
        };
        let names: Vec<String> = match last {
            TokenTree::Group(group) => split(group.stream()).into_iter().map(text).collect(),
            other => vec![other.to_string()],
        };
        for name in names {
            // What is defined here has its items.
            let path = format!("{}{name}", self.prefix);
            self.found.entry(path).or_insert_with(|| Item {
                kind: Kind::Export,
                features: self.features.clone(),
                ..Item::default()
            });
        }
    }

    /// Facts that importers cannot name.
    fn hidden(&mut self, tokens: &mut Tokens) {
        let name = name(tokens);
        let mut item = Item {
            kind: Kind::Hidden,
            ..Item::default()
        };
        // Which properties a response declares follows from its type.
        let mut behind_declared = false;
        let said = until_semicolon(tokens).into_iter().filter(|token| {
            let is_list = behind_declared && matches!(token, TokenTree::Group(_));
            behind_declared = matches!(token, TokenTree::Ident(ident) if ident == "declared");
            !is_list && !behind_declared && !matches!(token, TokenTree::Punct(punct) if punct.as_char() == '.')
        });
        item.code.add_tokens(said.collect());
        self.insert(name, item);
    }

    /// How a struct is read and written: it is serde's, and each field has its part of the table.
    fn record(&mut self, own: &str, fields: Vec<Vec<TokenTree>>) {
        if let Some(item) = self.owner(own) {
            item.traits.extend(["Deserialize", "Serialize"].map(str::to_owned));
            item.traits.sort();
        }
        for tokens in fields {
            // The index says nothing: the order of the fields changes nothing.
            let (kind, field, name) = match &*tokens {
                [_, kind, field, name @ ..] => (kind, field, name),
                // The map of other members.
                [kind, field] => (kind, field, Default::default()),
                _ => continue,
            };
            let mut code = Digest::default();
            code.add(&kind.to_string());
            code.add_tokens(name.to_vec());
            let public = format!("{}{own}::{field}", self.prefix);
            match self.found.get_mut(&public) {
                Some(item) => item.code.mix(code),
                None => {
                    code.add(&field.to_string());
                    if let Some(item) = self.owner(own) {
                        item.code.mix(code);
                    }
                }
            }
        }
    }

    /// The items that a macro of the runtime adds to a type.
    fn macro_call(&mut self, first: TokenTree, tokens: &mut Tokens) {
        let mut path = vec![first];
        path.extend(until_semicolon(tokens));
        let name = path.iter().rev().find_map(|token| match token {
            TokenTree::Ident(ident) => Some(ident.to_string()),
            _ => None,
        });
        let arguments = path.iter().find_map(|token| match token {
            TokenTree::Group(group) => Some(split(group.stream())),
            _ => None,
        });
        let (name, mut arguments) = (name.unwrap_or_default(), arguments.unwrap_or_default());
        let argument = |index: usize| arguments.get(index).cloned().map(text).unwrap_or_default();
        let mut code = Digest::default();
        let (own, second, third, fourth) = (argument(0), argument(1), argument(2), argument(3));
        let rest = arguments.split_off(arguments.len().min(1));
        if name == "record" {
            return self.record(&own, rest);
        }
        rest.into_iter().for_each(|tokens| code.add_tokens(tokens));
        let method = |this: &mut Self, path: String, signature: String| {
            let item = Item {
                kind: Kind::Method,
                signature,
                code,
                ..Item::default()
            };
            this.insert(path, item);
        };
        match (name.as_str(), second.as_str()) {
            ("operation", output) => {
                let signature = format!("async fn(self) -> Result<Response<{output}>, Error>");
                method(self, format!("{own}::send()"), signature);
            }
            ("pages" | "chained_pages", _) => {
                let chained = if name == "pages" { "" } else { "Chained" };
                method(
                    self,
                    format!("{own}::pages()"),
                    format!("fn(self) -> {chained}Pages<Self>"),
                );
                method(
                    self,
                    format!("{own}::items()"),
                    format!("fn(self) -> {chained}Items<Self>"),
                );
            }
            ("other_response", name) => method(
                self,
                format!("{own}::{name}()"),
                format!("async fn(self) -> Result<Response<{fourth}>, Error>"),
            ),
            ("stream", "bytes") => method(
                self,
                format!("{own}::send_stream()"),
                "async fn(self) -> Result<Response<ByteStream>, Error>".to_owned(),
            ),
            ("stream", "lines") => method(
                self,
                format!("{own}::send_lines()"),
                format!("async fn(self) -> Result<Response<JsonLines<{third}>>, Error>"),
            ),
            ("stream", "events") => {
                for (name, taken) in [("send_events", ""), ("send_events_after", ", impl Into<String>")] {
                    let signature = format!("async fn(self{taken}) -> Result<Response<EventStream>, Error>");
                    method(self, format!("{own}::{name}()"), signature);
                }
            }
            ("ordered" | "converted", _) => {
                let traits = match name.as_str() {
                    "ordered" => ["Ord", "PartialOrd"],
                    _ => ["Deserialize", "Serialize"],
                };
                if let Some(item) = self.owner(&own) {
                    item.traits.extend(traits.map(str::to_owned));
                    item.traits.sort();
                    item.code.mix(code);
                }
            }
            ("builder", of) => {
                method(
                    self,
                    format!("{own}::build()"),
                    format!("fn(self) -> Result<{of}, Error>"),
                );
                let prefix = std::mem::take(&mut self.prefix);
                method(self, format!("{of}::builder()"), format!("fn() -> {own}"));
                self.prefix = prefix;
            }
            _ => {
                let mut item = Item {
                    kind: Kind::Method,
                    signature: text(path),
                    ..Item::default()
                };
                item.code = code;
                self.insert(format!("macro {name}!({own})"), item);
            }
        }
    }
}
