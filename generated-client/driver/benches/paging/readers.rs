//! Who reads the list: the client's pages, its items, and what a team would write by hand.

use std::{fs, time::Instant};

use huaweicloud_hss::{Client, operations::ListContainerImageLogs};
use serde::Deserialize;

use crate::{LIMIT, Outcome};

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

    /// As one process tells another.
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

/// Reads so many records, and throws them away.
pub(crate) fn read(reader: &str, endpoint: &str, records: usize) -> Outcome<Measured> {
    // One thread, so that its processor time is all there is.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (began, before) = (Instant::now(), processor()?);
    let read = runtime.block_on(async {
        match reader {
            "pages" => pages(endpoint, records).await,
            "items" => items(endpoint, records).await,
            "hand-written" => hand_written(endpoint, records).await,
            _ => Err(format!("no reader {reader}").into()),
        }
    })?;
    let (seconds, cpu) = (began.elapsed().as_secs_f64(), processor()? - before);
    if read != records {
        return Err(format!("{read} records were read instead of {records}").into());
    }
    Ok(Measured {
        pages: records / LIMIT,
        seconds,
        cpu,
        peak: peak()?,
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

fn call(endpoint: &str) -> Outcome<ListContainerImageLogs> {
    let client = Client::builder()
        .endpoint(endpoint)
        .project_id("p")
        .token("t")
        .build()?;
    Ok(client.list_container_image_logs().limit(i32::try_from(LIMIT)?))
}

async fn pages(endpoint: &str, records: usize) -> Outcome<usize> {
    let mut pages = call(endpoint)?.pages();
    let mut read = 0;
    while read < records
        && let Some(page) = pages.next().await
    {
        read += std::hint::black_box(page?).data_list.len();
    }
    Ok(read)
}

async fn items(endpoint: &str, records: usize) -> Outcome<usize> {
    let mut items = call(endpoint)?.items();
    let mut read = 0;
    while read < records
        && let Some(log) = items.next().await
    {
        std::hint::black_box(log?);
        read += 1;
    }
    Ok(read)
}

/// A page and a log as one would write them: the same properties as those of the document.
#[derive(Deserialize)]
struct Page {
    total_num: Option<i32>,
    #[serde(default)]
    data_list: Vec<Log>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is read to be had, and nobody asks here")]
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

async fn hand_written(endpoint: &str, records: usize) -> Outcome<usize> {
    // The provider of cryptography that the client would choose, though nothing is encrypted here.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().no_proxy().build()?;
    let url = format!("{endpoint}/v5/p/container/image/events");
    let mut read = 0;
    while read < records {
        let request = client
            .get(&url)
            .query(&[("limit", LIMIT), ("offset", read)])
            .header("X-Auth-Token", "t");
        let page: Page = request.send().await?.error_for_status()?.json().await?;
        let page = std::hint::black_box(page);
        if page.data_list.is_empty() {
            break;
        }
        read += page.data_list.len();
        if page
            .total_num
            .is_some_and(|total| usize::try_from(total).is_ok_and(|total| read >= total))
        {
            break;
        }
    }
    Ok(read)
}
