//! Who reads the list: the client's pages, its items, and what a team would write by hand.

use std::{
    fs,
    time::{Duration, Instant},
};

use huaweicloud_hss::{Client, Items, Pages, operations::ListContainerImageLogs};
use serde::Deserialize;

use crate::{LIMIT, Outcome};

/// Pages that are read before anything is measured.
const WARM: usize = 20;

/// What it took to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Measured {
    pages: usize,
    seconds: f64,
    cpu: f64,
    /// The most memory that the process had, in kB.
    pub(crate) peak: u64,
}

impl Measured {
    pub(crate) fn pages_per_second(&self) -> f64 {
        self.pages as f64 / self.seconds
    }

    pub(crate) fn cpu_per_page(&self) -> f64 {
        self.cpu / self.pages as f64
    }

    /// As one process sends it to another.
    pub(crate) fn line(&self) -> String {
        format!("{} {} {} {}", self.pages, self.seconds, self.cpu, self.peak)
    }

    pub(crate) fn parse(line: &str) -> Outcome<Self> {
        let [pages, seconds, cpu, peak] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(format!("no measurement: {line}").into());
        };
        Ok(Self {
            pages: pages.parse()?,
            seconds: seconds.parse()?,
            cpu: cpu.parse()?,
            peak: peak.parse()?,
        })
    }
}

/// Reads so many records, and throws them away. What is measured begins when the client is made, its connection is
/// open, and the allocator has memory.
pub(crate) fn read(reader: &str, endpoint: &str, records: usize) -> Outcome<Measured> {
    // One thread, so that its processor time is all there is.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut reader = Reader::new(reader, endpoint)?;
        reader.read_to(WARM * LIMIT).await?;
        let (began, before) = (Instant::now(), processor()?);
        reader.read_to(WARM * LIMIT + records).await?;
        Ok(Measured {
            pages: records / LIMIT,
            seconds: began.elapsed().as_secs_f64(),
            cpu: processor()? - before,
            peak: peak()?,
        })
    })
}

/// The processor time of this thread so far, in seconds.
fn processor() -> Outcome<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: f64 = text.split_whitespace().next().ok_or("no time")?.parse()?;
    Ok(nanoseconds / 1e9)
}

fn peak() -> Outcome<u64> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line
        .and_then(|line| line.split_whitespace().next())
        .ok_or("no VmHWM")?
        .parse()?)
}

/// One of the peers, and how many records it has read.
struct Reader {
    peer: Peer,
    read: usize,
}

enum Peer {
    Pages(Pages<ListContainerImageLogs>),
    Items(Items<ListContainerImageLogs>),
    HandWritten(HandWritten),
}

impl Reader {
    fn new(name: &str, endpoint: &str) -> Outcome<Self> {
        let peer = match name {
            "pages" => Peer::Pages(call(endpoint)?.pages()),
            "items" => Peer::Items(call(endpoint)?.items()),
            "hand-written" => Peer::HandWritten(HandWritten::new(endpoint)?),
            _ => return Err(format!("no reader {name}").into()),
        };
        Ok(Self { peer, read: 0 })
    }

    /// Reads on until so many records were read in all.
    async fn read_to(&mut self, records: usize) -> Outcome {
        match &mut self.peer {
            Peer::Pages(pages) => {
                while self.read < records
                    && let Some(page) = pages.next().await
                {
                    self.read += std::hint::black_box(page?).data_list.len();
                }
            }
            Peer::Items(items) => {
                while self.read < records
                    && let Some(log) = items.next().await
                {
                    std::hint::black_box(&log?);
                    self.read += 1;
                }
            }
            Peer::HandWritten(hand) => {
                while self.read < records
                    && let Some(page) = hand.page(self.read).await?
                {
                    self.read += std::hint::black_box(page).data_list.len();
                }
            }
        }
        if self.read != records {
            return Err(format!("{} records were read instead of {records}", self.read).into());
        }
        Ok(())
    }
}

fn call(endpoint: &str) -> Outcome<ListContainerImageLogs> {
    let client = Client::builder()
        .endpoint(endpoint)
        .project_id("p")
        .token("t")
        .build()?;
    Ok(client.list_container_image_logs().limit(i32::try_from(LIMIT)?))
}

/// A page and a log as one would write them: the same properties as those of the document.
#[derive(Deserialize)]
struct Page {
    total_num: Option<i32>,
    #[serde(default)]
    data_list: Vec<Log>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the field is only decoded")]
struct Log {
    resource_name: Option<String>,
    resource_type: Option<String>,
    event_name: Option<String>,
    event_id: Option<String>,
    event_type: Option<String>,
    source_ip: Option<String>,
    user_name: Option<String>,
    time: Option<i64>,
    content: Option<String>,
}

/// The loop that a team would write by hand: a client with timeouts, a status that is looked at, an end that is
/// noticed. It requests JSON, as the client does, and so gets the same bytes; neither gets them compressed.
struct HandWritten {
    client: reqwest::Client,
    url: String,
    total: Option<usize>,
}

impl HandWritten {
    fn new(endpoint: &str) -> Outcome<Self> {
        // The provider of cryptography that the client would choose, though nothing is encrypted here.
        drop(rustls::crypto::ring::default_provider().install_default());
        let client = reqwest::Client::builder()
            .no_proxy()
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60))
            .user_agent("hand-written/1")
            .build()?;
        Ok(Self {
            client,
            url: format!("{endpoint}/v5/p/container/image/events"),
            total: None,
        })
    }

    async fn page(&mut self, offset: usize) -> Outcome<Option<Page>> {
        if self.total.is_some_and(|total| offset >= total) {
            return Ok(None);
        }
        let request = self
            .client
            .get(&self.url)
            .query(&[("limit", LIMIT), ("offset", offset)])
            .header("Accept", "application/json")
            .header("X-Auth-Token", "t");
        let page: Page = request.send().await?.error_for_status()?.json().await?;
        self.total = page.total_num.and_then(|total| usize::try_from(total).ok());
        Ok(if page.data_list.is_empty() { None } else { Some(page) })
    }
}
