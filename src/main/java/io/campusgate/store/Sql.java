package io.campusgate.store;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// What [CampusStore] asks of its database, a SQLite file ([Database]) or a PostgreSQL server ([Postgres]). Belongs to one
/// thread at a time; each method throws a [StoreException] when the database does not do it.
interface Sql extends AutoCloseable {
    /// All of `work` or nothing; not nested. When it has returned, it is durable.
    <T> T inTransaction(Supplier<T> work);

    /// Runs one statement and returns the number of rows it changed.
    int update(String sql, Object... parameters);

    /// The same statement for each row of parameters, in one go.
    void updateEach(String sql, List<Object[]> rows);

    /// Inserts rows without empty fields; those whose key is there already are left as they are.
    ///
    /// @return how many were new
    int insertNew(String table, List<String> columns, List<Object[]> rows);

    /// All rows of a query, in its order.
    <T> List<T> list(String sql, Function<Row, T> mapper, Object... parameters);

    /// A condition with one parameter, whole numbers with commas between them: that the number before it is one of these.
    String among();

    /// Leaves as little as it can of what was changed or deleted.
    void overwritePurged();

    /// Runs several statements separated by `;`.
    void script(String sql);

    @Override void close();
}
