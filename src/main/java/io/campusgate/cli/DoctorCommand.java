package io.campusgate.cli;

import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.config.BadConfig;
import io.campusgate.config.GateConfig;
import io.campusgate.cli.Finding.State;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `doctor`: looks at everything the gate needs, disturbs nothing, and says what to do about what is wrong.
@Command(description = "Examine the gate and say how to mend what is wrong.")
final class DoctorCommand extends GateCommand {
    private static final int CHECK = 22;
    private static final int STATE = 6;

    @Option(names = "--json", description = "One JSON object a check: check, state (ok, note, fault), detail, fix.")
    private boolean json;

    @Override public Integer call() throws Exception {
        GateConfig config;
        try {
            config = config();
        } catch (BadConfig e) {
            print(Finding.fault("configuration", say(e.problems().size() + " problems in " + configFile(), configFile() + " 中有 " + e.problems().size() + " 处错误"), same("campus-gate config check")));
            throw e;
        }
        print(Finding.ok("configuration", config.file().toString()));
        boolean sound = true;
        for (Examination examination : Examination.all()) {
            for (Finding finding : examination.of(config)) {
                print(finding);
                sound &= finding.state() != State.FAULT;
            }
        }
        return sound ? ExitCode.DONE : ExitCode.FAULT;
    }

    private void print(Finding finding) {
        out().println(json ? Json.text(finding.forMachines()) : line(finding));
        out().flush();   // the broker may take its time
    }

    private String line(Finding f) {
        String state = switch (f.state()) {
            case OK -> Paint.GREEN.on(Columns.fit(say("ok", "正常").in(locale()), STATE), isTerminal());
            case NOTE -> Paint.AMBER.on(Columns.fit(say("note", "注意").in(locale()), STATE), isTerminal());
            case FAULT -> Paint.RED.on(Columns.fit(say("FAULT", "故障").in(locale()), STATE), isTerminal());
        };
        String advice = f.advice().in(locale());
        String fix = advice.isEmpty() ? "" : "\n" + " ".repeat(CHECK + STATE + 2) + "→ " + advice;
        return Columns.fit(f.check(), CHECK) + " " + state + " " + Columns.printable(f.said().in(locale())) + fix;
    }
}
