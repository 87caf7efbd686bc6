package io.campusgate.decision;

import static io.campusgate.decision.Reason.*;
import static io.campusgate.domain.Bilingual.same;
import static io.campusgate.domain.Bilingual.say;

import io.campusgate.decision.Explanation.Finding;
import io.campusgate.domain.AccessPolicy;
import io.campusgate.domain.AccessPolicy.AntiPassback;
import io.campusgate.domain.Bilingual;
import io.campusgate.domain.Cardholder;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Direction;
import io.campusgate.domain.Health;
import io.campusgate.domain.Lookup;
import io.campusgate.domain.Mode;
import io.campusgate.domain.Pass;
import io.campusgate.domain.PersonKind;
import io.campusgate.domain.Rulebook;
import io.campusgate.domain.ScreeningPolicy;
import io.campusgate.domain.Validity;
import io.campusgate.domain.WatchEntry;
import io.campusgate.domain.WhitelistVersion;
import io.campusgate.domain.Who;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/// The access rules of design.md section 3, in the order in which they are asked. Pure: a [Question] in, a [Decision] out.
///
/// Out is not in: outwards no rule is asked but that the tap is fresh, so that nobody is kept in; a site with `exit-rules = "levels"` asks
/// [Rule#ACCESS_LEVEL] and [Rule#PASS] there. While every lane is released none is asked at all.
public final class AccessRules {
    private static final String LOCAL = "EEEE yyyy-MM-dd HH:mm";
    private static final Bilingual NOBODY = say("nobody is known by this credential", "没有人登记此凭证");
    private static final Bilingual CARDHOLDERS = say("the cardholder's", "持卡人的");
    private static final Bilingual CREDENTIALS = say("the credential's", "凭证的");

    /// What one rule says; put into words only for somebody who reads them, not for a tap.
    private sealed interface Answer {
        Supplier<Bilingual> detail();

        record Pass(Supplier<Bilingual> detail) implements Answer {}

        record Skip(Supplier<Bilingual> detail) implements Answer {}

        record Refuse(Reason reason, Supplier<Bilingual> detail) implements Answer {}

        /// It cannot say yet.
        record Pending(Decision decision, Supplier<Bilingual> detail) implements Answer {}
    }

    private final Question q;
    private final Optional<Who.Person> person;
    private Optional<Admission> admission = Optional.empty();   // found when a rule first asks for it

    private AccessRules(Question q) {
        this.q = q;
        this.person = Subject.of(q.lookup());
    }

    /// The first rule that refuses gives the reason.
    public static Decision decide(Question q) {
        return new AccessRules(q).decide();
    }

    private Decision decide() {
        for (Rule rule : Rule.values()) {
            switch (ask(rule)) {
                case Answer.Pass _, Answer.Skip _ -> { }
                case Answer.Refuse refusal -> {
                    return new Decision.Deny(refusal.reason(), measured());
                }
                case Answer.Pending pending -> {
                    return pending.decision();
                }
            }
        }
        return new Decision.Grant(q.mode() == Mode.EVACUATION ? EVACUATION : OK, passUsed(), isPassedBack(),
                measured().or(() -> isAsked(Rule.SCREENING) && isRequired() ? stillNormal() : Optional.empty()));
    }

    /// The same decision, with what each rule has to say, those after the first refusal included.
    public static Explanation explain(Question q) {
        AccessRules rules = new AccessRules(q);
        return new Explanation(rules.decide(), Arrays.stream(Rule.values()).map(rule -> finding(rule, rules.ask(rule))).toList());
    }

    private Admission admission() {
        if (admission.isEmpty()) {
            admission = Optional.of(Admission.of(q));
        }
        return admission.get();
    }

    private static Finding finding(Rule rule, Answer answer) {
        Explanation.Verdict verdict = switch (answer) {
            case Answer.Pass _ -> Explanation.Verdict.PASS;
            case Answer.Skip _, Answer.Pending _ -> Explanation.Verdict.SKIPPED;
            case Answer.Refuse _ -> Explanation.Verdict.REFUSE;
        };
        return new Finding(rule, verdict, answer.detail().get());
    }

    private Answer ask(Rule rule) {
        if (!isAsked(rule)) {
            return new Answer.Skip(() -> q.mode() == Mode.EVACUATION ? say("every lane is released", "所有通道已常开") : say("not asked on the way out", "出校不问"));
        }
        return switch (rule) {
            case READINESS -> readiness();
            case WATCH_LIST -> watchList();
            case CREDENTIAL -> credential();
            case STATUS -> status();
            case VALIDITY -> validity();
            case ACCESS_LEVEL -> accessLevel();
            case PASS -> pass();
            case ANTI_PASSBACK -> antiPassback();
            case SCREENING -> screening();
        };
    }

    private boolean isAsked(Rule rule) {
        if (q.mode() == Mode.EVACUATION) {
            return false;
        }
        if (q.place().direction() == Direction.IN || rule == Rule.READINESS) {
            return true;
        }
        boolean asksLevels = q.lookup().rulebook().access().exitRules() == AccessPolicy.ExitRules.LEVELS;
        return asksLevels && (rule == Rule.ACCESS_LEVEL || rule == Rule.PASS);
    }

    // Rule 0

    private Answer readiness() {
        if (!q.readiness().fresh()) {
            return new Answer.Refuse(STALE_TAP, () -> say("the tap is more than a second old", "刷卡已超过一秒"));
        }
        if (q.place().direction() == Direction.OUT) {
            return new Answer.Skip(() -> say("the way out is always free", "出校始终放行"));
        }
        if (!q.readiness().laneFree()) {
            return new Answer.Refuse(LANE_BUSY, () -> say("somebody else is on the way through", "通道内还有人"));
        }
        if (!q.readiness().storeWritable()) {
            return new Answer.Refuse(STORE_FAILED, () -> say("no record can be made", "无法写入记录"));
        }
        Rulebook rules = q.lookup().rulebook();
        if (rules.access().stale() == AccessPolicy.Stale.DENY && isTooOld(rules, q.at())) {
            return new Answer.Refuse(WHITELIST_STALE, () -> say("the whitelist is of " + rules.issued() + " and counts for " + rules.access().maxAge().toDays() + " days",
                    "名单签发于 " + rules.issued() + "，有效 " + rules.access().maxAge().toDays() + " 天"));
        }
        return new Answer.Pass(() -> say("nothing in the way", "没有妨碍"));
    }

    /// Whether the whitelist is older than `max-age`. Nothing is called stale by an untrusted clock, nor when there is nothing.
    public static boolean isTooOld(Rulebook rules, Moment at) {
        return at.isTrusted() && !rules.version().equals(WhitelistVersion.NONE)
                && rules.issued().plus(rules.access().maxAge()).isBefore(at.time());
    }

    // Rule 1

    private Answer watchList() {
        List<WatchEntry> entries = watch(q.lookup(), q.at().time());
        if (entries.isEmpty()) {
            return new Answer.Pass(() -> say("not on the watch list", "不在关注名单上"));
        }
        Optional<WatchEntry> deny = entries.stream().filter(e -> e.action() == WatchEntry.Action.DENY).findFirst();
        if (deny.isPresent()) {
            return new Answer.Refuse(WATCH_LIST, () -> say("on the watch list of ", "在关注名单上，来源 ").then(same(deny.get().source() + ": " + deny.get().reason())));
        }
        return new Answer.Pass(() -> say("on the watch list, to be reported only", "在关注名单上，仅报告"));
    }

    /// The entries of the watch list that are in force; any of them is an incident, whatever becomes of the tap.
    public static List<WatchEntry> watch(Lookup lookup, Instant time) {
        return lookup.watch().isEmpty() ? List.of() : lookup.watch().stream().filter(e -> e.validity().isValidAt(time)).toList();
    }

    // Rule 2

    private Answer credential() {
        if (!Subject.isKnown(q.lookup())) {
            return mayBeAdmittedByGuard()
                    ? new Answer.Pending(new Decision.AskGuard(NO_PASS, Optional.empty()), () -> say("a visitor nobody announced, the guard decides", "未预约的访客，由门卫决定"))
                    : new Answer.Refuse(UNKNOWN_CREDENTIAL, () -> NOBODY);
        }
        if (q.lookup().blocked()) {
            return new Answer.Refuse(BLOCKED, () -> say("this credential is blocked", "此凭证已停用"));
        }
        return new Answer.Pass(() -> say("known, not blocked", "已登记，未停用"));
    }

    /// An identity card says who somebody is, also of a stranger, in the modes in which a pass counts.
    private boolean mayBeAdmittedByGuard() {
        return q.lookup().credential() instanceof Credential.IdCard && !q.lookup().blocked()
                && q.lookup().rulebook().access().passModes().contains(q.mode());
    }

    // Rule 3

    private Answer status() {
        Optional<Cardholder> holder = q.lookup().holder();
        if (holder.isEmpty()) {
            return new Answer.Skip(() -> Subject.isKnown(q.lookup()) ? say("a visitor with a pass of their own", "自带通行证的访客") : NOBODY);
        }
        return holder.get().active() ? new Answer.Pass(() -> say("active", "正常")) : new Answer.Refuse(SUSPENDED, () -> say("the cardholder is suspended", "持卡人已停用"));
    }

    // Rule 4

    private Answer validity() {
        if (!Subject.isKnown(q.lookup())) {
            return new Answer.Skip(() -> NOBODY);
        }
        Validity holder = q.lookup().holder().map(Cardholder::validity).orElse(Validity.ALWAYS);
        Validity credential = q.lookup().validity();
        Instant time = q.at().time();
        if (holder.hasEndedAt(time) || credential.hasEndedAt(time)) {
            return new Answer.Refuse(EXPIRED, () -> (holder.hasEndedAt(time) ? CARDHOLDERS : CREDENTIALS).then(say(" validity has ended", "有效期已过")));
        }
        if (!holder.hasBegunAt(time) || !credential.hasBegunAt(time)) {
            return new Answer.Refuse(NOT_YET_VALID, () -> (holder.hasBegunAt(time) ? CREDENTIALS : CARDHOLDERS).then(say(" validity has not begun", "有效期未到")));
        }
        return new Answer.Pass(() -> say("valid now", "在有效期内"));
    }

    // Rule 5

    private Answer accessLevel() {
        if (q.mode() == Mode.LOCKDOWN && q.place().direction() == Direction.IN) {
            return new Answer.Refuse(MODE, () -> say("lockdown: nobody enters", "封锁：禁止进校"));
        }
        if (person.isEmpty()) {
            return q.place().direction() == Direction.IN ? new Answer.Skip(() -> NOBODY) : new Answer.Refuse(MODE, () -> NOBODY);
        }
        if (isVisitor() && Admission.rows(q).isEmpty() && q.lookup().passes().isEmpty()) {
            return new Answer.Skip(() -> say("a visitor without an access level goes by a pass", "没有权限的访客凭通行证"));
        }
        Admission admission = admission();
        if (admission.refusal().isPresent()) {
            Reason reason = admission.refusal().get();
            return new Answer.Refuse(reason, () -> say("no access level or pass ", "没有权限或通行证").then(switch (reason) {
                case MODE -> say("is in force in mode ", "适用于模式 ").then(same(q.mode().word()));
                case WRONG_GATE -> say("admits at ", "适用于 ").then(same(q.place().gate() + ", " + q.place().lane() + ", " + q.place().direction().word()));
                default -> say("admits on " + local(Locale.ENGLISH), "适用于 " + local(Locale.SIMPLIFIED_CHINESE));
            }));
        }
        return new Answer.Pass(() -> admission.levels().isEmpty() ? named(admission.standIns().getFirst()).then(say(" stands in for a level", " 代替权限"))
                : say("access level ", "权限 ").then(same(admission.levels().getFirst().name())));
    }

    private String local(Locale language) {
        return DateTimeFormatter.ofPattern(LOCAL, language).format(q.at().local());
    }

    // Rule 6

    private Answer pass() {
        if (!needsPass()) {
            return new Answer.Skip(() -> person.isEmpty() ? NOBODY : say("no pass is needed", "不需要通行证"));
        }
        if (!q.at().isTrusted()) {
            return new Answer.Refuse(CLOCK_UNTRUSTED, () -> say("no pass counts while the clock cannot be trusted", "时钟不可信时通行证无效"));
        }
        List<Pass> present = presentPasses();
        if (present.isEmpty()) {
            return new Answer.Refuse(NO_PASS, () -> say("no pass for this gate at this time", "此时此门没有通行证"));
        }
        List<Pass> approved = present.stream().filter(Pass::isApproved).toList();
        if (approved.isEmpty()) {
            return new Answer.Refuse(PASS_NOT_APPROVED, () -> named(present.getFirst()).then(say(" is not approved", " 尚未批准")));
        }
        return approved.stream().filter(this::hasEntriesLeft).findFirst()
                .<Answer>map(p -> new Answer.Pass(() -> named(p)))
                .orElseGet(() -> new Answer.Refuse(PASS_USED_UP, () -> say("all entries of ", "").then(named(approved.getFirst())).then(say(" are used", " 的次数已用完"))));
    }

    private static Bilingual named(Pass pass) {
        return say("pass ", "通行证 ").then(same(pass.id()));
    }

    /// A visitor always; anybody else whom no level admits by itself.
    private boolean needsPass() {
        return isVisitor() || admission().refusal().isEmpty() && !admission().hasLevelWithoutPass();
    }

    private List<Pass> presentPasses() {
        return q.lookup().passes().stream()
                .filter(p -> Admission.isHere(p, q.place()) && p.validity().isValidAt(q.at().time())).toList();
    }

    /// Entries are counted inwards; going out uses none up.
    private boolean hasEntriesLeft(Pass pass) {
        return q.place().direction() == Direction.OUT || q.past().hasEntriesLeft(pass);
    }

    /// The pass of which this is an entry, once all rules have passed.
    private Optional<Pass> passUsed() {
        if (!isAsked(Rule.PASS) || !needsPass()) {
            return Optional.empty();
        }
        return presentPasses().stream().filter(p -> p.isApproved() && hasEntriesLeft(p)).findFirst();
    }

    /// Whether somebody leaves after the end of every pass that let them in: a visitor whose pass has ended and who is
    /// not known to be outside already.
    public static boolean isOverstay(Lookup lookup, Moment at, Past past) {
        boolean visitor = Subject.of(lookup).filter(who -> who.kind() == PersonKind.VISITOR).isPresent();
        return visitor && past.presence() != Past.Presence.OUTSIDE && haveEnded(lookup.passes(), at);
    }

    /// Whether the last of somebody's approved passes is over.
    public static boolean haveEnded(List<Pass> passes, Moment at) {
        List<Pass> approved = passes.stream().filter(Pass::isApproved).toList();
        return at.isTrusted() && approved.stream().anyMatch(p -> p.validity().hasEndedAt(at.time()))
                && approved.stream().noneMatch(p -> p.validity().isValidAt(at.time()));
    }

    // Rule 7

    private Answer antiPassback() {
        AntiPassback policy = q.lookup().rulebook().access().antiPassback();
        if (policy == AntiPassback.OFF || person.isEmpty()) {
            return new Answer.Skip(() -> policy == AntiPassback.OFF ? say("anti-passback is off", "未启用防重复进入") : NOBODY);
        }
        if (q.past().presence() != Past.Presence.INSIDE) {
            return new Answer.Pass(() -> say("not known to be inside", "未知在校内"));
        }
        return policy == AntiPassback.HARD ? new Answer.Refuse(ANTI_PASSBACK, () -> say("is inside already", "已在校内"))
                : new Answer.Pass(() -> say("is inside already, noted only", "已在校内，仅记录"));
    }

    private boolean isPassedBack() {
        return isAsked(Rule.ANTI_PASSBACK) && q.past().presence() == Past.Presence.INSIDE
                && q.lookup().rulebook().access().antiPassback() == AntiPassback.SOFT;
    }

    // Rule 8

    private Answer screening() {
        if (person.isEmpty()) {
            return new Answer.Skip(() -> NOBODY);
        }
        boolean required = isRequired();
        return switch (q.screened()) {
            case Screened.Judged(var health) -> judged(health, q.lookup().rulebook().screening());  // what was measured counts, asked for or not
            case Screened.Nobody _ when required -> new Answer.Refuse(NOT_SCREENED, () -> say("nobody stood still before the thermometer", "没有人在测温仪前站稳"));
            case Screened.NotYet _ when required -> stillNormal()
                    .<Answer>map(h -> new Answer.Pass(() -> say("an earlier normal reading still holds", "先前的正常体温仍有效")))
                    .orElseGet(() -> new Answer.Pending(new Decision.Measure(), () -> say("a normal temperature is needed", "需要体温正常")));
            case Screened.Nobody _, Screened.NotYet _ ->
                    new Answer.Skip(() -> say("not asked of " + person.get().kind().word() + " in mode " + q.mode().word(), "模式 " + q.mode().word() + " 下不测 " + person.get().kind().word()));
        };
    }

    private static Answer judged(Health health, ScreeningPolicy policy) {
        return switch (health.verdict()) {
            case NORMAL -> new Answer.Pass(() -> say("normal", "正常"));
            case FEVER -> new Answer.Refuse(FEVER, () -> say("at or above ", "达到或高于 ").then(same(policy.threshold() + " °C")));
            case UNSURE -> degraded(SCREENING_UNSURE, say("too close to " + policy.threshold() + " °C twice", "两次都接近 " + policy.threshold() + " °C"), health, policy);
            case UNRELIABLE -> degraded(NOT_SCREENED, say("the thermometer cannot be relied on", "测温仪不可靠"), health, policy);
        };
    }

    private static Answer degraded(Reason reason, Bilingual detail, Health health, ScreeningPolicy policy) {
        return switch (policy.degraded()) {
            case MANUAL -> new Answer.Pending(new Decision.AskGuard(reason, Optional.of(health)), () -> detail.then(say(", the guard measures by hand", "，由门卫手持测温")));
            case DENY -> new Answer.Refuse(reason, () -> detail);
            case FLAG -> new Answer.Pass(() -> detail.then(say(", let in and marked", "，放行并标记")));
        };
    }

    private Optional<Health> stillNormal() {
        return q.past().normal().filter(e -> e.ago().compareTo(q.lookup().rulebook().screening().validFor()) < 0)
                .map(e -> Screening.stillNormal(e.health()));
    }

    /// What the record says of a measurement.
    private Optional<Health> measured() {
        return switch (q.screened()) {
            case Screened.Judged(var health) -> Optional.of(health);
            case Screened.Nobody(var last) -> last;
            case Screened.NotYet _ -> Optional.empty();
        };
    }

    private boolean isRequired() {
        return person.filter(p -> q.lookup().rulebook().screening().requires(q.mode(), p.kind())).isPresent();
    }

    private boolean isVisitor() {
        return person.filter(who -> who.kind() == PersonKind.VISITOR).isPresent();
    }
}
