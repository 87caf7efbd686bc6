package io.campusgate.store;

import static io.campusgate.domain.Bilingual.say;

import io.campusgate.domain.Bilingual;

/// The store could not do what it was asked. The message is one plain sentence that names the file; it holds no
/// personal data. Unchecked, because what can be done about it (refuse entries, tell the operator) is decided far up.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Kind kind;
    private final String message;

    /// What kind of trouble it is, for whoever reacts to it.
    public enum Kind {
        /// The file is there but is not sound: set aside and begun anew at the next start.
        DAMAGED,
        /// No space left on the disk.
        FULL,
        /// Somebody else holds the file.
        BUSY,
        /// There is no store at that place.
        MISSING,
        /// A rule forbids it: a newer schema, a foreign file, a key that others can read.
        REFUSED,
        /// The disk or the program failed.
        FAILED
    }

    public StoreException(Kind kind, String message) {
        super(message);
        this.kind = kind;
        this.message = message;
    }

    public StoreException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.message = message;
    }

    @Override public String getMessage() {
        return message;
    }

    /// For the person who asked.
    public Bilingual sentence() {
        return say(message, switch (kind) {
            case DAMAGED -> "文件已损坏：";
            case FULL -> "磁盘已满：";
            case BUSY -> "别的程序正在使用：";
            case MISSING -> "没有这个存储：";
            case REFUSED -> "不允许：";
            case FAILED -> "磁盘或程序出错：";
        } + message);
    }

    public Kind kind() {
        return kind;
    }
}
