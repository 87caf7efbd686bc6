package io.campusgate.store;

import io.campusgate.store.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One connection to one SQLite file; the only class that knows JDBC. Statements are prepared once and reused.
///
/// Belongs to one thread at a time. A file has at most one connection that writes; whoever reads opens its own.
/// Parameters are `String`, `Long`, `Integer`, `Boolean` (0 or 1), `Double`, `byte[]`, or an `Optional` of these, which
/// when empty is NULL.
public final class Database implements Sql {
    private static final int BUSY_TIMEOUT_MS = 5_000;
    private static final int STATEMENTS_KEPT = 64;

    /// How a connection treats its file.
    public enum Mode {
        /// Writes; a commit that has returned survives a power cut (WAL, `synchronous = FULL`). Pages are small, because
        /// even the smallest commit writes whole ones, and memory cards wear; for the same reason there is [#syncLog]. The owner
        /// calls [#mergeLog] when nobody waits; otherwise a commit does so after 16 MB.
        DURABLE("PRAGMA page_size = 2048; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -2048; "
                + "PRAGMA wal_autocheckpoint = 8000;"),
        /// Writes; never corrupt, but the last commits may be missing after a power cut: for what can be rebuilt.
        REBUILDABLE("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON; PRAGMA cache_size = -2048;"),
        /// Writes a new file that nobody reads before [#sync]: fast, and worthless if cut short.
        BUILT_ASIDE("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -4096;"),
        /// Changes a large file in few places while others read it; a commit that has returned survives a power cut.
        CHANGED_IN_PLACE("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -4096;"),
        /// Writes, on a machine with a real disk, far more than it reads; a commit that has returned survives a power cut.
        CAMPUS("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8000;"),
        /// Reads a file that is there, beside whoever writes it.
        READ_ONLY("PRAGMA cache_size = -1024;");

        private final String settings;

        Mode(String settings) {
            this.settings = settings;
        }
    }

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(16, 0.75f, true);
    private boolean inTransaction;
    private boolean leavesSyncOut;   // the settings of the connection say so now
    private Optional<AsynchronousFileChannel> log = Optional.empty();

    private Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// Opens `file`; a writing mode creates it when it is missing, in a folder that must be there.
    ///
    /// @throws StoreException MISSING if there is no file to read, DAMAGED if it is no sound database
    public static Database open(Path file, Mode mode) {
        if (mode == Mode.READ_ONLY && !Files.isRegularFile(file)) {
            throw new StoreException(Kind.MISSING, "there is no store at " + file);
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(mode == Mode.READ_ONLY);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setGetGeneratedKeys(false);
        try {
            Database db = new Database(file, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
            try {
                db.script(mode.settings);
                return db;
            } catch (StoreException e) {
                db.close();
                throw e;
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    public Path file() {
        return file;
    }

    /// Does `work` in one transaction: all of it or, if it throws, nothing. Not nested.
    @Override public <T> T inTransaction(Supplier<T> work) {
        if (inTransaction) {
            throw new IllegalStateException("a transaction is already open on " + file);
        }
        leaveSyncOut(false);
        return transaction(work);
    }

    /// [#inTransaction(Supplier)] for work without a result.
    public void inTransaction(Runnable work) {
        inTransaction(() -> {
            work.run();
            return true;
        });
    }

    /// As [#inTransaction] in a [Mode#DURABLE] file, but not yet on the disk when it returns: that takes a [#syncLog].
    public void inUnsyncedTransaction(Runnable work) {
        leaveSyncOut(true);
        transaction(() -> {
            work.run();
            return true;
        });
    }

    /// [#inUnsyncedTransaction] of one statement.
    public void updateUnsynced(String sql, Object... parameters) {
        leaveSyncOut(true);
        execute(sql, parameters);
    }

    private <T> T transaction(Supplier<T> work) {
        execute("BEGIN IMMEDIATE");
        inTransaction = true;
        try {
            T result = work.get();
            execute("COMMIT");
            return result;
        } catch (RuntimeException | Error e) {
            rollBack(e);
            throw e;
        } finally {
            inTransaction = false;
        }
    }

    private void rollBack(Throwable why) {
        try {
            execute("ROLLBACK");
        } catch (StoreException e) {
            why.addSuppressed(e);   // SQLite has rolled back by itself, as it does when the disk is full
        }
    }

    /// Runs one statement and returns the number of rows it changed.
    @Override public int update(String sql, Object... parameters) {
        if (!inTransaction) {
            leaveSyncOut(false);
        }
        return execute(sql, parameters);
    }

    private void leaveSyncOut(boolean leave) {
        if (leavesSyncOut != leave) {
            script("PRAGMA synchronous = " + (leave ? "NORMAL" : "FULL"));
            leavesSyncOut = leave;
        }
    }

    private int execute(String sql, Object... parameters) {
        return with(sql, statement -> {
            bind(statement, parameters);
            statement.execute();
            return statement.getUpdateCount();
        });
    }

    @Override public void updateEach(String sql, List<Object[]> rows) {
        rows.forEach(row -> update(sql, row));
    }

    @Override public int insertNew(String table, List<String> columns, List<Object[]> rows) {
        String sql = "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES (" + "?, ".repeat(columns.size() - 1) + "?) ON CONFLICT DO NOTHING";
        return rows.stream().mapToInt(row -> update(sql, row)).sum();
    }

    /// The file's old content is overwritten as it is changed (`secure_delete`); the write-ahead log holds it, too.
    @Override public void overwritePurged() {
        truncateLog(BUSY_TIMEOUT_MS);
    }

    @Override public String among() {
        return "IN (SELECT value FROM json_each('[' || ? || ']'))";
    }

    /// All rows of a query, in its order.
    @Override public <T> List<T> list(String sql, Function<Row, T> mapper, Object... parameters) {
        List<T> rows = new ArrayList<>();
        each(sql, row -> rows.add(mapper.apply(row)), parameters);
        return rows;
    }

    /// The first row of a query.
    public <T> Optional<T> first(String sql, Function<Row, T> mapper, Object... parameters) {
        List<T> found = new ArrayList<>(1);
        eachWhile(sql, row -> {
            found.add(mapper.apply(row));
            return false;
        }, parameters);
        return found.stream().findFirst();
    }

    /// The first column of the first row of a query that has one, such as a count or a PRAGMA.
    public long number(String sql, Object... parameters) {
        return first(sql, row -> row.number(1), parameters)
                .orElseThrow(() -> new StoreException(Kind.DAMAGED, file + " has no answer where one is required"));
    }

    /// Hands each row of a query to `reader`, without holding more than one in memory.
    public void each(String sql, Consumer<Row> reader, Object... parameters) {
        eachWhile(sql, row -> {
            reader.accept(row);
            return true;
        }, parameters);
    }

    /// Like [#each], until `reader` says false.
    public void eachWhile(String sql, Predicate<Row> reader, Object... parameters) {
        with(sql, statement -> {
            bind(statement, parameters);
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result, file, this::failure);
                while (result.next() && reader.test(row)) {
                    // the reader did the work
                }
            }
            return true;
        });
    }

    /// Runs several statements separated by `;`, for schemas and settings.
    @Override public void script(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// Writes a consistent, compact copy of what is committed now to `target`, which must not be there yet; others may
    /// write meanwhile.
    public void copyTo(Path target) {
        update("VACUUM INTO ?", target.toAbsolutePath().toString());
        sync(target);
    }

    /// Moves what it can of the write-ahead log into the file, without waiting for readers, so that the log is begun anew.
    public void mergeLog() {
        number("PRAGMA wal_checkpoint(PASSIVE)");
    }

    /// Moves all of the write-ahead log into the file and empties it, so that no old page remains there.
    ///
    /// @param waitMs how long a reader may hold it up
    /// @return whether it was done
    public boolean truncateLog(int waitMs) {
        script("PRAGMA busy_timeout = " + waitMs);
        try {
            return number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        } finally {
            script("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
        }
    }

    /// Brings all that is committed to the disk.
    ///
    /// SQLite would do it with each commit, but as its Java library is built with `fsync`, which writes the log's new time of
    /// change, too: on ext4 that is a commit of the file system's own journal (three writes of 16 KiB and two flushes, where
    /// `fdatasync` needs two of 4 KiB and one).
    ///
    /// @throws StoreException FAILED: what was committed since the last sync is in doubt, and another sync would say that all
    ///     is well, since the system takes for written what it failed to write; [#rewriteLog] puts an end to the doubt
    public void syncLog() {
        try {
            if (log.isEmpty()) {
                log = Optional.of(AsynchronousFileChannel.open(logFile(), StandardOpenOption.WRITE));   // a FileChannel is closed by an interrupt
            }
            log.get().force(false);
        } catch (IOException e) {
            throw unwritten(logFile(), e);
        }
    }

    /// Writes the log anew with what it holds, and brings it to the disk.
    ///
    /// @throws StoreException FAILED if the disk still fails, or if what it was given to keep is gone
    public void rewriteLog() {
        try (FileChannel channel = FileChannel.open(logFile(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
            for (long at = 0; channel.read(bytes.clear(), at) > 0; at += bytes.limit()) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    channel.write(bytes, at + bytes.position());
                }
            }
            channel.force(true);
        } catch (IOException e) {
            throw unwritten(logFile(), e);
        }
        if (!WalFile.isWhole(file)) {
            throw new StoreException(Kind.FAILED, "the disk has lost what was written to " + logFile());
        }
    }

    private Path logFile() {
        return StoreFiles.beside(file, "-wal");
    }

    /// Forces `file` and its name in the folder to the disk.
    public static void sync(Path file) {
        try (FileChannel content = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            content.force(true);
            folder.force(true);
        } catch (IOException e) {
            throw unwritten(file, e);
        }
    }

    private static StoreException unwritten(Path file, IOException e) {
        return new StoreException(Kind.FAILED, "cannot write " + file + " to the disk: " + e.getMessage(), e);
    }

    @Override public void close() {
        try {
            if (log.isPresent()) {
                log.get().close();
            }
            for (PreparedStatement statement : idle.values()) {
                statement.close();
            }
            idle.clear();
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        } catch (IOException e) {
            throw unwritten(logFile(), e);
        }
    }

    private interface Use<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /// A statement in use is out of the cache, so that a mapper may run the same SQL again.
    private <T> T with(String sql, Use<T> use) {
        try {
            PreparedStatement kept = idle.remove(sql);
            PreparedStatement statement = kept != null ? kept : connection.prepareStatement(sql);
            boolean sound = false;
            try {
                T result = use.apply(statement);
                sound = true;
                return result;
            } finally {
                keep(sql, statement, sound);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void keep(String sql, PreparedStatement statement, boolean sound) throws SQLException {
        if (!sound || idle.containsKey(sql)) {
            statement.close();
            return;
        }
        idle.put(sql, statement);
        if (idle.size() > STATEMENTS_KEPT) {
            var eldest = idle.entrySet().iterator();
            PreparedStatement dropped = eldest.next().getValue();
            eldest.remove();
            dropped.close();
        }
    }

    private static void bind(PreparedStatement statement, Object[] parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            Object value = parameters[i] instanceof Optional<?> o ? o.orElse(null) : parameters[i];
            switch (value) {
                case null -> statement.setNull(i + 1, java.sql.Types.NULL);
                case String text -> statement.setString(i + 1, text);
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setInt(i + 1, number);
                case Boolean flag -> statement.setInt(i + 1, flag ? 1 : 0);
                case Double number -> statement.setDouble(i + 1, number);
                case byte[] bytes -> statement.setBytes(i + 1, bytes);
                default -> throw new IllegalArgumentException("not a parameter: " + value.getClass());
            }
        }
    }

    StoreException failure(SQLException e) {
        return failure(file, e);
    }

    private static StoreException failure(Path file, SQLException e) {
        SQLiteErrorCode code = e instanceof SQLiteException s ? s.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
        return switch (SQLiteErrorCode.getErrorCode(code.code & 0xFF)) {   // the low byte of an extended code is its family
            case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT -> new StoreException(Kind.DAMAGED, file + " is damaged", e);
            case SQLITE_FULL -> new StoreException(Kind.FULL, "the disk with " + file + " is full", e);
            case SQLITE_BUSY, SQLITE_LOCKED -> new StoreException(Kind.BUSY, file + " is in use by another program", e);
            case SQLITE_CANTOPEN -> new StoreException(Kind.FAILED, file + " cannot be opened: is its folder there, and may this user write to it?", e);
            case SQLITE_READONLY -> new StoreException(Kind.FAILED, file + " cannot be written by this user", e);
            case SQLITE_IOERR -> new StoreException(Kind.FAILED, "the disk with " + file + " failed (" + code.name() + ")", e);
            default -> new StoreException(Kind.FAILED, file + ": " + e.getMessage(), e);
        };
    }
}
