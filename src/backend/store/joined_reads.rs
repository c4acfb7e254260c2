//! Questions of which none needs the answer of another: the database is asked once for all of them, where it takes several at once.

use std::marker::PhantomData;

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, FromQueryResult, QueryResult, QueryTrait, Statement,
    sea_query::{Expr, SelectStatement},
};

use super::row_insert::sqlite_script;

/// The column that says to which question a row answers.
const PART: &str = "part";

/// Questions, in the order in which they are asked. Rows are locked in that order, too.
#[derive(Default)]
pub(super) struct JoinedReads {
    queries: Vec<SelectStatement>,
}

/// One of the questions, whose answer has rows of a type.
pub(super) struct ReadPart<M> {
    number: usize,
    rows: PhantomData<fn() -> M>,
}

/// The answers, until each was taken.
pub(super) struct JoinedRows(Vec<Vec<QueryResult>>);

impl JoinedReads {
    /// Adds a question.
    pub fn add<M: FromQueryResult>(&mut self, query: impl QueryTrait<QueryStatement = SelectStatement>) -> ReadPart<M> {
        self.queries.push(query.into_query());
        ReadPart { number: self.queries.len() - 1, rows: PhantomData }
    }

    /// The questions, for tests that look at how they are answered.
    #[cfg(test)]
    pub fn queries(&self) -> &[SelectStatement] {
        &self.queries
    }

    /// Asks all of them.
    pub async fn read(self, db: &impl ConnectionTrait) -> Result<JoinedRows, DbErr> {
        let mut answers: Vec<Vec<QueryResult>> = self.queries.iter().map(|_| Vec::new()).collect();
        if self.queries.is_empty() {
            return Ok(JoinedRows(answers));
        }
        if db.get_database_backend() == DbBackend::Sqlite {
            for row in db.query_all_raw(sqlite_script(self.queries.into_iter().enumerate().map(numbered))).await? {
                let part = usize::try_from(row.try_get::<i64>("", PART)?).ok();
                if let Some(rows) = part.and_then(|part| answers.get_mut(part)) {
                    rows.push(row);
                }
            }
        } else {
            for (rows, query) in answers.iter_mut().zip(&self.queries) {
                *rows = db.query_all(query).await?;
            }
        }
        Ok(JoinedRows(answers))
    }
}

impl JoinedRows {
    /// The answer to one question.
    pub fn take<M: FromQueryResult>(&mut self, part: &ReadPart<M>) -> Result<Vec<M>, DbErr> {
        let rows = self.0.get_mut(part.number).map(std::mem::take).unwrap_or_default();
        rows.iter().map(|row| M::from_query_result(row, "")).collect()
    }
}

/// A question whose rows say which one they answer.
fn numbered((number, mut query): (usize, SelectStatement)) -> Statement {
    DbBackend::Sqlite.build(query.expr_as(Expr::cust(number.to_string()), PART))
}

#[cfg(test)]
mod tests {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

    use super::*;
    use crate::store::{
        entities::{event, event_place, limit_count},
        row_insert::JoinedWrites,
        tests::setup::TestDatabase,
    };

    #[derive(Debug, PartialEq, Eq, FromQueryResult)]
    struct Began {
        began_at: i64,
    }

    #[tokio::test]
    async fn each_question_has_its_own_answer() {
        for database in TestDatabase::each().await {
            let store = database.replica().await;
            let db = store.readers();
            let mut writes = JoinedWrites::default();
            let count = |client: u8, count| limit_count::Model { client: vec![client], began_at: 7, count };
            writes.insert::<limit_count::Entity, _>([count(1, 10), count(2, 20)], None);
            writes.write(db).await.unwrap();
            assert!(JoinedReads::default().read(db).await.is_ok());

            let mut reads = JoinedReads::default();
            let of = |client: u8| limit_count::Entity::find().filter(limit_count::Column::Client.eq(vec![client]));
            let second = reads.add::<limit_count::Model>(of(2));
            let none = reads.add::<event::Model>(event::Entity::find().filter(event::Column::Id.eq("none")));
            let began = of(1).select_only().column(limit_count::Column::BeganAt);
            let first = reads.add::<Began>(began);
            let places = reads.add::<event_place::Model>(event_place::Entity::find());
            let mut rows = reads.read(db).await.unwrap();
            assert_eq!(rows.take(&first).unwrap(), [Began { began_at: 7 }]);
            assert_eq!(rows.take(&second).unwrap(), [count(2, 20)]);
            assert_eq!((rows.take(&none).unwrap(), rows.take(&places).unwrap()), (vec![], vec![]));
        }
    }
}
