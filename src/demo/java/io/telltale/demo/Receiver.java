package io.telltale.demo;

import java.io.IOException;

/** What the events are sent to: it can be stopped, so that connections are refused, and started again. For one thread. */
interface Receiver {
    /**
     * What a receiver says it was told.
     *
     * @param problem what it was not told of, in words; empty if nothing
     * @param duplicates how many came once more than needed: delivery is at least once, so an answer that got lost makes
     *     some
     * @param remark what to know beside the figures; empty if nothing
     */
    record Account(String problem, long duplicates, String remark) {}

    /** Returns once it accepts events: at any free port the first time, then always at that one. */
    void start() throws IOException, InterruptedException;

    void stop() throws InterruptedException;

    /** Where to send events; known once it was started. */
    String url();

    /** Whether it writes into the journal which call's event arrived when. */
    boolean tellsArrivals();

    /**
     * To be asked when everything has been delivered.
     *
     * @param calls how many were made
     * @param beforeOutage how many of them were acknowledged before it was stopped
     */
    Account account(long calls, long beforeOutage) throws IOException, InterruptedException;

    /** Says where to look at what it was told, if that can be looked at, and stays as long as somebody may want to. */
    void show() throws IOException, InterruptedException;
}
