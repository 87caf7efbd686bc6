package io.campusgate.daemon;

import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.IncidentKind;
import io.campusgate.domain.Word;
import io.campusgate.report.Incident;
import io.campusgate.report.IncidentLog;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What people do about incidents: take note, and close when it is dealt with. Each step is an event of its own that names the
/// incident; nothing is changed or taken away. Thread-safe.
final class IncidentDesk {
    private final Campus campus;
    private final IncidentLog incidents;

    IncidentDesk(Campus campus, IncidentLog incidents) {
        this.campus = campus;
        this.incidents = incidents;
    }

    /// @param arguments `seq` of the incident, `by`, and if one likes `text`
    Map<String, Object> acknowledge(Map<String, Object> arguments) throws ControlClient.Refused {
        return step("acknowledged", arguments, arguments.containsKey("text") ? Optional.of(ControlOrders.text(arguments, "text")) : Optional.empty());
    }

    /// @param arguments `seq` of the incident, `by`, and in `text` what was done
    Map<String, Object> close(Map<String, Object> arguments) throws ControlClient.Refused {
        return step("closed", arguments, Optional.of(ControlOrders.text(arguments, "text")));
    }

    /// One after the other, so that of two who do the same the second hears of the first.
    private synchronized Map<String, Object> step(String outcome, Map<String, Object> arguments, Optional<String> text) throws ControlClient.Refused {
        String by = ControlOrders.text(arguments, "by");
        Incident incident = find(arguments);
        Optional<Incident.Step> last = incident.steps().stream().filter(s -> s.outcome().equals(outcome)).findFirst();
        if (incident.isClosed() || last.isPresent()) {
            throw new ControlClient.Refused("incident " + incident.seq() + " is " + incident.state().word() + " already, by " + incident.steps().getLast().by(),
                    "事件 " + incident.seq() + (incident.isClosed() ? " 已由 " : " 已有人确认：") + incident.steps().getLast().by() + (incident.isClosed() ? " 关闭" : ""));
        }
        boolean held = Word.of(IncidentKind.class, incident.kind()).isEmpty();   // a door held open has no kind of its own
        Map<String, Object> details = Drafts.details("kind", held ? IncidentKind.FORCED_OPEN.word() : incident.kind(), IncidentLog.INCIDENT, incident.seq(), "by", by);
        text.ifPresent(t -> details.put("text", t));
        Draft draft = campus.drafts().of(EventType.INCIDENT, Optional.of(incident.lane()).filter(lane -> !lane.isEmpty()), outcome,
                held ? Optional.of(incident.kind()) : Optional.empty(), details);
        long seq = ControlOrders.await(campus.record(draft, List.of()));
        return Drafts.details("incident", incident.seq(), "state", outcome, "seq", seq);
    }

    private Incident find(Map<String, Object> arguments) throws ControlClient.Refused {
        if (!(arguments.get("seq") instanceof Long seq)) {
            throw new ControlClient.Refused("'seq' is missing: the number of the incident", "缺少事件编号“seq”");
        }
        return incidents.find(seq).orElseThrow(() -> new ControlClient.Refused("there is no incident " + seq, "没有编号为 " + seq + " 的事件"));
    }
}
