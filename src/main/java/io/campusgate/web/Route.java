package io.campusgate.web;

/// One way into the program from outside: all there are stand in the list a [WebServer] is made from, and nowhere else.
///
/// @param method GET, POST or DELETE
/// @param path   with `{name}` for a part that varies
/// @param body   what a changing request carries
public record Route(String method, String path, Access access, Body body, Handler handler) {

    /// Answers one call. It runs on a thread of its own and may block, and must have answered when it returns.
    public interface Handler {
        /// @throws Exception a [Problem] is told the caller in its words; anything else as "a fault of the program"
        void handle(Call call) throws Exception;
    }

    /// `JSON` is read whole and small; of a `FILE` the handler reads [Call#upload].
    public enum Body { NONE, JSON, FILE }

    /// A page or something to read: changes nothing.
    public static Route get(String path, Access access, Handler handler) {
        return new Route("GET", path, access, Body.NONE, handler);
    }

    /// Does something: takes JSON, from our own pages only.
    public static Route post(String path, Access access, Handler handler) {
        return new Route("POST", path, access, Body.JSON, handler);
    }

    /// Takes a file as the raw body, from our own pages only.
    public static Route upload(String path, Access access, Handler handler) {
        return new Route("POST", path, access, Body.FILE, handler);
    }

    public static Route delete(String path, Access access, Handler handler) {
        return new Route("DELETE", path, access, Body.NONE, handler);
    }

    /// Whether a foreign page must not be able to have a browser call it.
    boolean changes() {
        return !method.equals("GET");
    }

    /// Whether answers are for programs: JSON, even when something is wrong.
    boolean isApi() {
        return path.startsWith("/api/");
    }
}
