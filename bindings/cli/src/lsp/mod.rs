//! `routeproof lsp`: the language server. Messages of an editor come in on the standard input, and what the engine says of
//! the open buffers goes out on the standard output.
//!
//! A folder of the editor is judged as `routeproof check` judges it, with the text of open buffers in place of their files.
//! [`project`] holds the manifests that are judged together, [`server`] the buffers; every other file answers one kind of
//! request. One thread does the work: it takes all messages that wait, and
//! publishes findings before it answers a request and when no message is left, so that edits which come together are judged once.

mod actions;
mod convert;
mod help;
mod lenses;
mod navigate;
mod project;
mod server;
mod symbols;

use crate::Exit;
use anyhow::Result;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::notification::{self, Notification as _};
use lsp_types::request::{self, Request as _};
use lsp_types::{CancelParams, InitializeParams, LogMessageParams, MessageType, NumberOrString};
use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Serialize};
use serde_json::{Value, json};
use server::Server;
use std::collections::VecDeque;

/// Why a request is not answered: the code and the message of the protocol.
type Fault = (i32, String);

/// Serves one editor until it says `exit` or closes the connection.
pub(crate) fn run() -> Result<Exit> {
    let (connection, threads) = Connection::stdio();
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params)?;
    let mut server = Server::new(&params);
    let info = json!({ "name": "routeproof", "version": env!("CARGO_PKG_VERSION") });
    connection.initialize_finish(id, json!({ "capabilities": server.capabilities(), "serverInfo": info }))?;
    let exit = serve(&connection, &mut server, params.capabilities.workspace.is_some_and(|it| watches(&it)));
    drop(connection);
    threads.join()?;
    exit
}

/// Whether the editor tells of changed files when it is asked to.
fn watches(workspace: &lsp_types::WorkspaceClientCapabilities) -> bool {
    let watched = workspace.did_change_watched_files;
    watched.and_then(|it| it.dynamic_registration).unwrap_or_default()
}

fn serve(connection: &Connection, server: &mut Server, watches: bool) -> Result<Exit> {
    if watches {
        connection.sender.send(Message::Request(registration()))?;
    }
    let mut waiting = VecDeque::new();
    let mut stopped = false;
    loop {
        let message = match waiting.pop_front() {
            Some(message) => message,
            None => {
                publish(connection, server)?;
                // An editor that goes away without a word is no success.
                let Ok(message) = connection.receiver.recv() else { return Ok(Exit::Found) };
                message
            }
        };
        waiting.extend(connection.receiver.try_iter());
        match message {
            Message::Notification(it) if it.method == notification::Exit::METHOD => {
                return Ok(if stopped { Exit::Clean } else { Exit::Found });
            }
            Message::Notification(it) => {
                let method = it.method.clone();
                if let Err(error) = notified(server, it) {
                    let message = format!("`{method}` is not understood: {error}");
                    let params = LogMessageParams { typ: MessageType::ERROR, message };
                    let log = Notification::new(notification::LogMessage::METHOD.to_owned(), params);
                    connection.sender.send(Message::Notification(log))?;
                }
            }
            Message::Request(request) => {
                // Answers are about the text of now, and the editor knows what was found in it.
                publish(connection, server)?;
                waiting.extend(connection.receiver.try_iter());
                let id = request.id.clone();
                let answer = match () {
                    () if stopped => Err(error(ErrorCode::InvalidRequest, "the server is shut down")),
                    () if is_cancelled(&id, &waiting) => {
                        Err(error(ErrorCode::RequestCanceled, "the request was cancelled"))
                    }
                    () if request.method == request::Shutdown::METHOD => {
                        stopped = true;
                        Ok(Value::Null)
                    }
                    () => requested(server, request),
                };
                let response = match answer {
                    Ok(result) => Response::new_ok(id, result),
                    Err((code, message)) => Response::new_err(id, code, message),
                };
                connection.sender.send(Message::Response(response))?;
            }
            // The registration of files to watch is the one request of the server's own.
            Message::Response(_) => {}
        }
    }
}

/// Tells what is found in the buffers that changed.
fn publish(connection: &Connection, server: &mut Server) -> Result<()> {
    for it in server.publish() {
        connection.sender.send(Message::Notification(it))?;
    }
    Ok(())
}

/// Whether the editor takes the request back in a message that waits.
fn is_cancelled(id: &RequestId, waiting: &VecDeque<Message>) -> bool {
    waiting.iter().any(|it| match it {
        Message::Notification(it) if it.method == notification::Cancel::METHOD => {
            match CancelParams::deserialize(&it.params) {
                Ok(CancelParams { id: NumberOrString::Number(it) }) => *id == RequestId::from(it),
                Ok(CancelParams { id: NumberOrString::String(it) }) => *id == RequestId::from(it),
                Err(_) => false,
            }
        }
        _ => false,
    })
}

/// Asks for news of manifests and settings that change on disk.
fn registration() -> Request {
    let watchers = ["**/*.{yaml,yml,json}", "**/.gitignore"].map(|it| json!({ "globPattern": it }));
    let method = notification::DidChangeWatchedFiles::METHOD;
    let registration =
        json!({ "id": "files", "method": method, "registerOptions": { "watchers": watchers } });
    let params = json!({ "registrations": [registration] });
    Request::new(RequestId::from("files".to_owned()), request::RegisterCapability::METHOD.to_owned(), params)
}

/// Handles a notification of the editor. One that is not supported is ignored, as the protocol asks.
fn notified(server: &mut Server, notification: Notification) -> serde_json::Result<()> {
    let Notification { method, params } = notification;
    match method.as_str() {
        notification::DidOpenTextDocument::METHOD => server.open(serde_json::from_value(params)?),
        notification::DidChangeTextDocument::METHOD => server.change(serde_json::from_value(params)?),
        notification::DidSaveTextDocument::METHOD => server.save(&serde_json::from_value(params)?),
        notification::DidCloseTextDocument::METHOD => server.close(&serde_json::from_value(params)?),
        notification::DidChangeWatchedFiles::METHOD => server.files_changed(&serde_json::from_value(params)?),
        notification::DidChangeWorkspaceFolders::METHOD => {
            server.folders_changed(&serde_json::from_value(params)?);
        }
        _ => {}
    }
    Ok(())
}

fn error(code: ErrorCode, message: impl Into<String>) -> Fault {
    #[expect(clippy::as_conversions, reason = "the codes of the protocol are the numbers of the enum")]
    (code as i32, message.into())
}

/// Answers a request.
fn requested(server: &mut Server, request: Request) -> Result<Value, Fault> {
    let Request { method, params, .. } = request;
    match method.as_str() {
        request::HoverRequest::METHOD => answer::<request::HoverRequest>(params, |it| server.hover(&it)),
        request::Completion::METHOD => answer::<request::Completion>(params, |it| server.complete(&it)),
        request::CodeActionRequest::METHOD => {
            let params = read(params)?;
            written(&server.actions(&params).map_err(|it| error(ErrorCode::InternalError, it))?)
        }
        request::GotoDefinition::METHOD => {
            answer::<request::GotoDefinition>(params, |it| server.definitions(&it))
        }
        request::References::METHOD => answer::<request::References>(params, |it| server.references(&it)),
        request::DocumentSymbolRequest::METHOD => {
            answer::<request::DocumentSymbolRequest>(params, |it| server.symbols(&it))
        }
        request::CodeLensRequest::METHOD => {
            answer::<request::CodeLensRequest>(params, |it| server.lenses(&it))
        }
        _ => Err(error(ErrorCode::MethodNotFound, format!("`{method}` is not answered"))),
    }
}

fn answer<R: request::Request>(
    params: Value,
    ask: impl FnOnce(R::Params) -> R::Result,
) -> Result<Value, Fault> {
    written(&ask(read(params)?))
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Fault> {
    serde_json::from_value(params).map_err(|it| error(ErrorCode::InvalidParams, it.to_string()))
}

fn written(result: &impl Serialize) -> Result<Value, Fault> {
    serde_json::to_value(result).map_err(|it| error(ErrorCode::InternalError, it.to_string()))
}
