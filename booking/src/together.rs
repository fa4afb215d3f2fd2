//! Several writes as one statement: the database is asked once, and rows that others wait for are held no longer than that
//! takes. A statement commits by itself, so what it rests on must be looked at by it too: its first steps hold and
//! change rows only if they are still what the caller saw, and without them nothing else is written.

use sea_orm::sea_query::{
    CommonTableExpression, DynIden, Expr, InsertStatement, IntoIden, IntoTableRef, OnConflict, Query, SelectStatement,
    SubQueryStatement, TableRef, WithClause,
};
use sea_orm::{ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, Iterable, QueryResult};

use crate::Failure;

/// A row to be written.
#[derive(Debug)]
pub(crate) struct Row {
    table: TableRef,
    columns: Vec<DynIden>,
    values: Vec<Expr>,
    on_conflict: Option<OnConflict>,
}

impl Row {
    /// The columns of `model` that are set.
    pub(crate) fn of<A: ActiveModelTrait>(model: &A) -> Self {
        let mut row = Self::into(A::Entity::default(), []);
        for column in <A::Entity as EntityTrait>::Column::iter() {
            if let ActiveValue::Set(value) | ActiveValue::Unchanged(value) = model.get(column) {
                row.columns.push(column.into_iden());
                row.values.push(column.save_as(Expr::val(value)));
            }
        }
        row
    }

    /// A row of a table that is no entity.
    pub(crate) fn into<const N: usize>(table: impl IntoTableRef, columns: [(&'static str, Expr); N]) -> Self {
        let (columns, values) = columns.into_iter().map(|(column, value)| (column.into_iden(), value)).unzip();
        Self { table: table.into_table_ref(), columns, values, on_conflict: None }
    }

    /// What to do where there is such a row already.
    pub(crate) fn on_conflict(self, on_conflict: OnConflict) -> Self {
        Self { on_conflict: Some(on_conflict), ..self }
    }

    /// Written by itself, whatever else is so.
    pub(crate) fn alone(self) -> Result<InsertStatement, Failure> {
        self.insert(None)
    }

    /// Written once for each row of `step`.
    fn on(self, step: &'static str) -> Result<InsertStatement, Failure> {
        self.insert(Some(step))
    }

    fn insert(self, step: Option<&'static str>) -> Result<InsertStatement, Failure> {
        let mut values = Query::select();
        values.exprs(self.values);
        if let Some(step) = step {
            values.from(step);
        }
        let mut insert = Query::insert();
        insert.into_table(self.table).columns(self.columns);
        insert.select_from(values).map_err(|_| Failure::Unreadable("the columns of a row"))?;
        if let Some(on_conflict) = self.on_conflict {
            insert.on_conflict(on_conflict);
        }
        Ok(insert)
    }
}

/// Writes that are done together, or not at all.
#[derive(Debug)]
pub(crate) struct Together {
    parts: WithClause,
    rows: usize,
    step: &'static str,
}

impl Together {
    /// Begins with `step`, which finds, holds or changes rows and answers them. What it answers none for is left undone
    /// altogether.
    pub(crate) fn first(step: &'static str, statement: impl Into<SubQueryStatement>) -> Self {
        Self { parts: WithClause::new(), rows: 0, step }.then(step, statement)
    }

    /// Goes on with another such step; it has to ask for the ones before it by their names.
    pub(crate) fn then(mut self, step: &'static str, statement: impl Into<SubQueryStatement>) -> Self {
        self.part(step.to_owned(), statement);
        self.step = step;
        self
    }

    /// Goes on with a row as a step of its own: what follows is written only if this one is.
    pub(crate) fn then_row(self, step: &'static str, row: Row, answer: impl IntoIden) -> Result<Self, Failure> {
        let mut insert = row.on(self.step)?;
        insert.returning_col(answer.into_iden());
        Ok(self.then(step, insert))
    }

    /// Adds a row that is written if the last step answers one. It cannot use what other rows of the statement write;
    /// references between them are looked at when all are done.
    pub(crate) fn and(mut self, row: Row) -> Result<Self, Failure> {
        let insert = row.on(self.step)?;
        self.part(format!("row_{}", self.rows), insert);
        self.rows += 1;
        Ok(self)
    }

    /// Does it all, and answers a row of `question`, which may read the steps by their names.
    pub(crate) async fn answering<C: ConnectionTrait>(
        self,
        conn: &C,
        question: SelectStatement,
    ) -> Result<Option<QueryResult>, DbErr> {
        conn.query_one(&self.parts.query(question)).await
    }

    /// Does it all; whether the last step had a row, and so anything was written.
    pub(crate) async fn write<C: ConnectionTrait>(self, conn: &C) -> Result<bool, Failure> {
        let question = Query::select().expr(Expr::val(1)).from(self.step).to_owned();
        Ok(self.answering(conn, question).await?.is_some())
    }

    fn part(&mut self, name: String, statement: impl Into<SubQueryStatement>) {
        let mut part = CommonTableExpression::new();
        part.table_name(name).query(statement);
        self.parts.cte(part);
    }
}
