//! CEL tokens to an expression tree. Macros stay calls here; `emit` knows them.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::lexer::Token;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Const(Value),
    Name(String),
    List(Vec<Expr>),
    Map(Vec<(Expr, Expr)>),
    Select(Box<Expr>, String),
    Index(Box<Expr>, Box<Expr>),
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Cond(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(Option<Box<Expr>>, String, Vec<Expr>),
}

/// Binary operators by precedence, the loosest first. `in` is a name to the lexer.
const LEVELS: [&[&str]; 5] =
    [&["||"], &["&&"], &["==", "!=", "<=", ">=", "<", ">", "in"], &["+", "-"], &["*", "/", "%"]];

/// The expression that `tokens` say.
pub(super) fn parse(tokens: Vec<Token>) -> Result<Expr> {
    let mut parser = Parser { tokens: tokens.into_iter().peekable() };
    let expr = parser.expression()?;
    match parser.tokens.next() {
        None => Ok(expr),
        Some(token) => bail!("{token:?} behind the expression"),
    }
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<Token>>,
}

impl Parser {
    fn expression(&mut self) -> Result<Expr> {
        let condition = self.binary(0)?;
        if !self.take("?") {
            return Ok(condition);
        }
        let then = self.binary(0)?;
        self.expect(":")?;
        let other = self.expression()?;
        Ok(Expr::Cond(Box::new(condition), Box::new(then), Box::new(other)))
    }

    fn binary(&mut self, level: usize) -> Result<Expr> {
        let Some(operators) = LEVELS.get(level) else { return self.unary() };
        let mut left = self.binary(level + 1)?;
        while let Some(operator) = operators.iter().find(|it| self.take(it)) {
            let right = self.binary(level + 1)?;
            left = Expr::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr> {
        for operator in ["!", "-"] {
            if self.take(operator) {
                return Ok(Expr::Unary(operator, Box::new(self.unary()?)));
            }
        }
        self.member()
    }

    fn member(&mut self) -> Result<Expr> {
        let mut expr = self.primary()?;
        loop {
            if self.take(".") {
                let name = self.name()?;
                expr = if self.take("(") {
                    Expr::Call(Some(Box::new(expr)), name, self.expressions(")")?)
                } else {
                    Expr::Select(Box::new(expr), name)
                };
            } else if self.take("[") {
                let index = self.expression()?;
                self.expect("]")?;
                expr = Expr::Index(Box::new(expr), Box::new(index));
            } else {
                return Ok(expr);
            }
        }
    }

    fn primary(&mut self) -> Result<Expr> {
        match self.tokens.next().context("the expression ends too early")? {
            Token::Int(it) => Ok(Expr::Const(it.into())),
            Token::Double(it) => Ok(Expr::Const(it.into())),
            Token::Text(it) => Ok(Expr::Const(it.into())),
            Token::Symbol("(") => {
                let expr = self.expression()?;
                self.expect(")")?;
                Ok(expr)
            }
            Token::Symbol("[") => Ok(Expr::List(self.expressions("]")?)),
            Token::Symbol("{") => self.entries(),
            Token::Symbol(other) => bail!("`{other}` starts no expression that is supported"),
            Token::Name(name) => match name.as_str() {
                "true" => Ok(Expr::Const(true.into())),
                "false" => Ok(Expr::Const(false.into())),
                "null" => Ok(Expr::Const(Value::Null)),
                _ if self.take("(") => Ok(Expr::Call(None, name, self.expressions(")")?)),
                _ => Ok(Expr::Name(name)),
            },
        }
    }

    fn expressions(&mut self, end: &str) -> Result<Vec<Expr>> {
        let mut out = Vec::new();
        while !self.take(end) {
            out.push(self.expression()?);
            if !self.take(",") {
                self.expect(end)?;
                break;
            }
        }
        Ok(out)
    }

    fn entries(&mut self) -> Result<Expr> {
        let mut out = Vec::new();
        while !self.take("}") {
            let key = self.expression()?;
            self.expect(":")?;
            out.push((key, self.expression()?));
            if !self.take(",") {
                self.expect("}")?;
                break;
            }
        }
        Ok(Expr::Map(out))
    }

    fn name(&mut self) -> Result<String> {
        match self.tokens.next() {
            Some(Token::Name(name)) => Ok(name),
            other => bail!("a name is missing before {other:?}"),
        }
    }

    fn take(&mut self, symbol: &str) -> bool {
        let found = match self.tokens.peek() {
            Some(Token::Symbol(it)) => *it == symbol,
            Some(Token::Name(it)) => it == "in" && symbol == "in",
            _ => false,
        };
        if found {
            self.tokens.next();
        }
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<()> {
        if self.take(symbol) {
            return Ok(());
        }
        bail!("`{symbol}` is missing before {:?}", self.tokens.peek())
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::tokens;
    use super::{Expr, parse};

    fn read(text: &str) -> Expr {
        parse(tokens(text).unwrap()).unwrap()
    }

    #[test]
    fn precedence_is_that_of_the_language() {
        assert_eq!(read("a || b && c == 1 + 2 * 3"), read("a || (b && (c == (1 + (2 * 3))))"));
        assert_eq!(read("a - b - c"), read("(a - b) - c"));
        assert_eq!(read("a ? b : c ? d : e"), read("a ? b : (c ? d : e)"));
        assert_eq!(read("!a.b(c)[0] in d"), read("(!((a.b(c))[0])) in d"));
    }

    #[test]
    fn what_is_no_expression_is_refused() {
        for text in ["", "a b", "(a", "a ?b", "{'a' 1}", "a..b"] {
            assert!(parse(tokens(text).unwrap()).is_err(), "{text}");
        }
    }
}
