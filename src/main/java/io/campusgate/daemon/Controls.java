package io.campusgate.daemon;

import io.campusgate.config.GateConfig;
import io.campusgate.domain.Account;
import io.campusgate.domain.Credential;
import io.campusgate.domain.Draft;
import io.campusgate.domain.EventType;
import io.campusgate.domain.Uptime;
import io.campusgate.domain.Who;
import io.campusgate.report.JournalViews;
import io.campusgate.store.WhitelistFolder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A running gate as its pages see it: what they may know of it and what they may have it do. Safe for many threads; nothing
/// here makes the thread of the passages wait.
public final class Controls {
    private final GateConfig config;
    private final Campus campus;
    private final GateClock clock;
    private final List<Lane> lanes;
    private final ControlOrders orders;
    private final UserOrders users;
    private final Status status;
    private final JournalFollowers followers;
    private final JournalViews views;

    Controls(GateConfig config, Campus campus, GateClock clock, List<Lane> lanes, ControlOrders orders, UserOrders users, Status status,
             JournalFollowers followers, JournalViews views) {
        this.config = config;
        this.campus = campus;
        this.clock = clock;
        this.lanes = List.copyOf(lanes);
        this.orders = orders;
        this.users = users;
        this.status = status;
        this.followers = followers;
        this.views = views;
    }

    public GateConfig config() {
        return config;
    }

    /// Has the gate do one of the things that [ControlOrders] knows; blocks until what it journals is durable.
    ///
    /// @param arguments as its commands send them; `by` names the operator
    /// @throws ControlClient.Refused with a plain sentence if it was not done
    public Map<String, ?> order(String what, Map<String, Object> arguments) throws ControlClient.Refused {
        return orders.handle(what, arguments);
    }

    /// Journals what somebody did at a page: `login`, `login_failed`, `looked_up`, `exported`, `changed`.
    ///
    /// @param details in their order; no personal data
    public void operator(String outcome, Optional<String> reason, Map<String, Object> details) {
        campus.note(campus.drafts().of(EventType.OPERATOR, outcome, reason, details));
    }

    /// The same, returning when it is durable: for a look that must not happen unrecorded.
    public void operatorFirst(String outcome, Optional<String> reason, Map<String, Object> details) throws ControlClient.Refused {
        ControlOrders.await(campus.record(campus.drafts().of(EventType.OPERATOR, outcome, reason, details), List.of()));
    }

    /// Journals whose numbers somebody is about to see in full, and why; returns when it is durable. The person is a part of
    /// the event that is purged in time.
    public void unmasked(Who.Person whose, String reason, String by) throws ControlClient.Refused {
        Draft draft = campus.drafts().of(EventType.OPERATOR, "looked_up", Optional.empty(), Drafts.details("what", "person_unmasked", "text", reason, "by", by));
        ControlOrders.await(campus.record(draft.with(new Who(new Credential.Manual(whose.id()), Optional.of(whose))), List.of()));
    }

    public Optional<Account> account(String name) {
        return users.accounts().find(name);
    }

    public Accounts accounts() {
        return users.accounts();
    }

    /// As `campus-gate status --json` shows it.
    public Map<String, Object> status() {
        return status.full();
    }

    public List<LaneView> lanes() {
        return lanes.stream().map(Lane::view).toList();
    }

    public CampusMode mode() {
        return campus.mode();
    }

    /// By the gate's clock, which may be ahead of the system's while that cannot be trusted.
    public Instant now() {
        return clock.now().time();
    }

    /// The clock of the deadlines in a [LaneView].
    public Uptime uptime() {
        return clock.now().uptime();
    }

    /// The whitelist in force. Do not close it.
    public WhitelistFolder whitelist() {
        return campus.whitelist();
    }

    /// The day so far, the incidents and the daily reports, as the journal has them.
    public JournalViews views() {
        return views;
    }

    /// Answers what the rules would say about somebody at another moment.
    public WhatIf whatIf() {
        return new WhatIf(config, campus.whitelist(), campus.walkIns()::with);
    }

    /// From now on `observer` hears of each event once it is durable, on the journal's thread, until [#unfollow].
    public void follow(EventObserver observer) {
        followers.add(observer);
    }

    public void unfollow(EventObserver observer) {
        followers.remove(observer);
    }

    /// The seq of the newest durable event.
    public long lastSeq() {
        return followers.lastSeq();
    }
}
