//! All records of a list, and going on after a failure.
//!
//! # Which reader?
//!
//! | | returns | for |
//! |---|---|---|
//! | `items()` | [`Items`](crate::Items), a record at a time | nearly everything |
//! | `pages()` | [`Pages`](crate::Pages), a [`Response`](crate::Response) at a time | headers, or work by the page |
//! | `window(from, to)` | [`Window`](crate::Window), each record of a window of time once | exports, while other records arrive |
//!
//! Nothing is fetched before it is needed, unless a reader is set to. Set a large `limit` for fewer requests.
//!
//! ```
//! use huaweicloud_hss::{Client, Error};
//!
//! async fn print(client: &Client) -> Result<(), Error> {
//!     let mut logs = client.list_container_image_logs().limit(200).items();
//!     while let Some(log) = logs.next().await {
//!         println!("{:?}", log?.content);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Faster, and all at once
//!
//! A reader can fetch the next page while the program works on one (`prefetch`), request several pages at the same time if the
//! list does not change meanwhile (`concurrent_pages`), and read all into memory up to a bound (`collect_up_to`). `progress()`
//! returns how far it is.
//!
//! ```
//! use huaweicloud_hss::{Client, CollectError, Error, types::ContainerImageLogResponseInfo};
//!
//! async fn all(client: &Client) -> Result<Vec<ContainerImageLogResponseInfo>, Error> {
//!     let logs = client.list_container_image_logs().limit(200);
//!     let mut logs = logs.items().concurrent_pages(4);
//!     logs.collect_up_to(10_000).await.map_err(CollectError::into_error)
//! }
//! ```
//!
//! # The end
//!
//! Reading ends after an empty page, or after a short page that reaches the total that the service states. A total that the
//! records contradict is ignored. After an error, reading has ended too: the next call of `next` returns `None`.
//!
//! # Going on
//!
//! A reader has a position, whose text can be stored. After an error or a restart, reading resumes there:
//!
//! ```
//! use huaweicloud_hss::{Client, Error, Position};
//!
//! async fn read(client: &Client, stored: &mut Option<String>) -> Result<(), Box<dyn std::error::Error>> {
//!     let mut logs = client.list_container_image_logs().limit(200).items();
//!     if let Some(text) = stored {
//!         logs = logs.resume(text.parse::<Position>()?);
//!     }
//!     while let Some(log) = logs.next().await {
//!         println!("{:?}", log?.event_id);
//!         *stored = Some(logs.position().to_string());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A position counts records. If records arrive at the head of the list, some come again; if records are deleted, some are
//! missed. Where that matters, read a window, and store the keys of its records with the position:
//!
//! ```
//! use huaweicloud_hss::{Client, Error, WindowPosition};
//!
//! async fn read(
//!     client: &Client,
//!     stored: Option<WindowPosition>,
//!     keys: &mut Vec<String>,
//! ) -> Result<WindowPosition, Error> {
//!     let mut logs = client.list_container_image_logs().window(1000, 2000);
//!     if let Some(position) = stored {
//!         logs = logs.resume(position, &*keys);
//!     }
//!     while let Some(log) = logs.next().await {
//!         keys.extend(log?.event_id);
//!     }
//!     Ok(logs.position())
//! }
//! ```
//!
//! # Records that are not as documented
//!
//! One that cannot be decoded ends the reading, with an error that names it. With [`lenient`](crate::Items::lenient), each is
//! an error of its own, with the record in [`raw_body`](crate::Error::raw_body), and the others are read.
//!
//! # Streams
//!
//! With the feature `stream`, readers also are a `Stream`, for the adapters of crates such as `futures` and `tokio-stream`. Dropping the
//! future of `next` loses nothing: the next call continues with the same request.
