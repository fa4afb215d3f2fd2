//! The interactive API references: Swagger UI, as poem-openapi brings it, taken apart into files so that no page needs a
//! script within itself and nothing is loaded from elsewhere.

use std::sync::{Arc, LazyLock};

use poem::endpoint::make_sync;
use poem::http::header;
use poem::{Endpoint, Response, Route, get};
use poem_openapi::OpenApiService;
use serde_json::Value;

const STYLE: (&str, &str) = ("<style charset=\"UTF-8\">", "</style>");
const SCRIPT: (&str, &str) = ("<script charset=\"UTF-8\">", "</script>");

struct Assets {
    style: String,
    script: String,
}

/// Made when somebody first looks: they take 1.6 MB.
static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let page = OpenApiService::new((), "", "").swagger_ui_html();
    Assets { style: between(&page, STYLE), script: between(&page, SCRIPT) }
});

fn between(page: &str, (before, after): (&str, &str)) -> String {
    let rest = page.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(inner, _)| inner).to_owned()
}

/// `openapi.json` and `docs` below `prefix`.
#[must_use]
pub fn routes(route: Route, prefix: &'static str, document: &Value) -> Route {
    let title = document["info"]["title"].as_str().unwrap_or_default().to_owned();
    let text: Arc<str> = document.to_string().into();
    let start = format!(
        "window.ui = SwaggerUIBundle({{ dom_id: '#ui', url: '{prefix}/openapi.json', deepLinking: true, validatorUrl: null }});\n"
    );
    route
        .at(format!("{prefix}/openapi.json"), file("application/json", move || text.to_string()))
        .at(format!("{prefix}/docs"), file("text/html; charset=utf-8", move || page(prefix, &title)))
        .at(format!("{prefix}/docs/swagger-ui.css"), file("text/css; charset=utf-8", || ASSETS.style.clone()))
        .at(format!("{prefix}/docs/swagger-ui.js"), file("text/javascript; charset=utf-8", || ASSETS.script.clone()))
        .at(format!("{prefix}/docs/start.js"), file("text/javascript; charset=utf-8", move || start.clone()))
}

fn file(kind: &'static str, content: impl Fn() -> String + Send + Sync + 'static) -> impl Endpoint {
    get(make_sync(move |_| Response::builder().header(header::CONTENT_TYPE, kind).body(content())))
}

/// Addresses are absolute, since the page has the same content with and without a slash at its end.
fn page(prefix: &str, title: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <link rel=\"stylesheet\" href=\"{prefix}/docs/swagger-ui.css\">\n</head>\n<body>\n<div id=\"ui\"></div>\n\
         <script src=\"{prefix}/docs/swagger-ui.js\"></script>\n<script src=\"{prefix}/docs/start.js\"></script>\n\
         </body>\n</html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::ASSETS;

    #[test]
    fn the_assets_are_found_in_what_the_framework_brings() {
        assert!(ASSETS.style.contains(".swagger-ui") && ASSETS.style.len() > 100_000);
        assert!(ASSETS.script.contains("SwaggerUIBundle") && ASSETS.script.len() > 1_000_000);
    }
}
