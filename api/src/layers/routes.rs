//! Which paths there are, by the documents: for `Allow`, and for metrics, which must not count each id by itself.

use poem::http::HeaderValue;
use serde_json::Value;

/// Paths that no document describes.
const UNDOCUMENTED: [&str; 6] =
    ["/api/openapi.json", "/admin/openapi.json", "/api/docs", "/admin/docs", "/api/docs/{file}", "/admin/docs/{file}"];

/// All paths.
#[derive(Debug, Default)]
pub struct Routes(Vec<Route>);

/// A path with holes, and what may be done there.
#[derive(Debug)]
pub struct Route {
    /// As the documents write it: `/api/shows/{slug}`.
    pub template: String,
    /// Methods, as the header `Allow` lists them.
    pub allow: Option<HeaderValue>,
}

impl Routes {
    /// The paths of these documents.
    #[must_use]
    pub fn of(documents: &[&Value]) -> Self {
        let documented = documents.iter().filter_map(|document| document["paths"].as_object()).flatten();
        let mut routes: Vec<Route> = documented.map(|(template, methods)| Route::new(template, methods)).collect();
        let undocumented = UNDOCUMENTED.iter().chain(&["/admin"]);
        routes.extend(undocumented.map(|template| Route::new(template, &serde_json::json!({"get": {}}))));
        Self(routes)
    }

    /// The route of a path without trailing slash; one that is spelled out goes before one with holes.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<&Route> {
        self.0.iter().find(|route| route.template == path).or_else(|| self.0.iter().find(|route| route.fits(path)))
    }
}

impl Route {
    fn new(template: &str, methods: &Value) -> Self {
        let mut names: Vec<String> = methods
            .as_object()
            .into_iter()
            .flat_map(|methods| methods.keys())
            .map(|name| name.to_uppercase())
            .collect();
        if names.iter().any(|name| name == "GET") {
            names.push("HEAD".to_owned());
        }
        names.sort();
        Self { template: template.to_owned(), allow: HeaderValue::from_str(&names.join(", ")).ok() }
    }

    fn fits(&self, path: &str) -> bool {
        let (mut holes, mut given) = (self.template.split('/'), path.split('/'));
        loop {
            match (holes.next(), given.next()) {
                (None, None) => return true,
                (Some(hole), Some(part)) if hole == part || (hole.starts_with('{') && !part.is_empty()) => {}
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Routes;

    #[test]
    fn a_path_is_known_by_its_template_and_tells_its_methods() {
        let document = json!({"paths": {"/api/shows/{slug}": {"get": {}}, "/api/shows/next": {"get": {}, "post": {}}}});
        let routes = Routes::of(&[&document]);
        assert_eq!(routes.find("/api/shows/il-gabbiano").unwrap().template, "/api/shows/{slug}");
        let next = routes.find("/api/shows/next").unwrap();
        assert_eq!(next.allow.as_ref().unwrap(), "GET, HEAD, POST");
        assert!(routes.find("/api/shows/").is_none() && routes.find("/api/shows/a/b").is_none());
    }
}
