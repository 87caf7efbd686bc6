package io.campusgate.bench;

import java.util.Arrays;
import java.util.List;

/// Runs a benchmark by its name: `mvn -Pbench -Dbench=NAME -Dbench.args="…"`.
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws Exception {
        String name = args.length == 0 ? "" : args[0];
        List<String> rest = Arrays.asList(args).subList(Math.min(1, args.length), args.length);
        switch (name) {
            case "console" -> ConsoleBench.run(rest);
            case "tap" -> TapBench.run(rest);
            case "start" -> StartBench.run(rest);
            case "store" -> StoreBench.run(rest);
            case "sync" -> SyncBench.run(rest);
            case "load" -> LoadBench.run(rest);
            case "web" -> WebBench.run(rest);
            case "whitelist" -> WhitelistBench.run(rest);
            default -> {
                System.err.println("there is no benchmark '" + name + "'; there are: console, tap, load, start, store, sync, web, whitelist");
                System.exit(2);
            }
        }
    }
}
