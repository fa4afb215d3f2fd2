//! The texts of mails: templates in files, a pair (HTML and plain text) for each kind and language (those to users of the
//! house are in both), compiled into the program. A name that a template uses and nobody gave is an error, not a hole in a mail.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior};

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// One line.
    pub subject: String,
    /// The mail without HTML.
    pub text: String,
    /// The mail.
    pub html: String,
}

/// All templates.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

macro_rules! sources {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../templates/", $name)))),+]
    };
}

const SOURCES: [(&str, &str); 39] = sources![
    "layout.html",
    "layout.txt",
    "parts.html",
    "it/evening.html",
    "it/evening.txt",
    "it/admission.html",
    "it/admission.txt",
    "it/confirmation_request.html",
    "it/confirmation_request.txt",
    "it/ticket.html",
    "it/ticket.txt",
    "it/cancellation.html",
    "it/cancellation.txt",
    "it/performance_cancelled.html",
    "it/performance_cancelled.txt",
    "it/performance_changed.html",
    "it/performance_changed.txt",
    "it/reminder.html",
    "it/reminder.txt",
    "en/evening.html",
    "en/evening.txt",
    "en/admission.html",
    "en/admission.txt",
    "en/confirmation_request.html",
    "en/confirmation_request.txt",
    "en/ticket.html",
    "en/ticket.txt",
    "en/cancellation.html",
    "en/cancellation.txt",
    "en/performance_cancelled.html",
    "en/performance_cancelled.txt",
    "en/performance_changed.html",
    "en/performance_changed.txt",
    "en/reminder.html",
    "en/reminder.txt",
    "staff/password_reset.html",
    "staff/password_reset.txt",
    "staff/failure_summary.html",
    "staff/failure_summary.txt",
];

impl Templates {
    /// Reads the templates.
    ///
    /// # Errors
    /// When one of them is no template.
    pub fn new() -> Result<Self, Error> {
        let mut environment = Environment::new();
        // Tags on lines of their own leave no lines behind.
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        // What is in a file named .html is escaped by itself.
        environment.set_formatter(write_value);
        for (name, source) in SOURCES {
            environment.add_template(name, source)?;
        }
        Ok(Self { environment })
    }

    /// Writes the mail called `name` (such as `it/ticket`) about `facts`.
    ///
    /// # Errors
    /// When the template wants a fact that is missing.
    pub fn render(&self, name: &str, facts: &Value) -> Result<Texts, Error> {
        let html = self.environment.get_template(&format!("{name}.html"))?.render(facts.clone())?;
        let template = self.environment.get_template(&format!("{name}.txt"))?;
        let mut rendered = template.render_captured(facts.clone())?;
        let subject = rendered.with_state_mut(|state| state.render_block("subject"))?;
        Ok(Texts { subject: one_line(&subject), text: rendered.into_output(), html })
    }
}

/// A subject is one line, whatever a title holds.
fn one_line(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Writes a value, escaped for HTML where it must be. Unlike the stock one it leaves slashes alone: links stay legible
/// in the source, and to those who look for them there.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    match (state.auto_escape(), value.as_str()) {
        (AutoEscape::Html, Some(text)) if !value.is_safe() => Ok(out.write_str(&escaped(text))?),
        _ => minijinja::escape_formatter(out, state, value),
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
