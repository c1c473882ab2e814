package io.telltale.internal.meters;

import java.util.List;

/**
 * The figures that a tracer keeps anyway, read when a registry asks, on whichever thread it asks: a traced call pays
 * nothing for them. Implementations are thread-safe and do not block.
 */
public interface MeterSources {
    /** Events recorded so far. */
    long recorded();

    /** Events delivered so far. */
    long delivered();

    /** Events given back to the store for the first time, so far. */
    long spilled();

    /** Events delivered after a spill, so far. */
    long uploaded();

    /** Every reason for which an event can be lost; the same at every call. */
    List<String> dropReasons();

    /** Events lost so far for one of {@link #dropReasons}. */
    long dropped(String reason);

    /** Events that wait in the store. */
    long storeEvents();

    /** The room that waiting and leased events take, in bytes. */
    long storeBytes();

    /** How full the store is, from 0 to 1. */
    double storeFill();

    /** How much of the disk the store takes, in bytes; NaN, for ever, where it keeps nothing on one. */
    double storeDiskBytes();

    /** Events that wait in the lane, not yet encoded. */
    long laneEvents();

    /** The bytes of captured values that events in the lane hold. */
    long laneBytes();

    /** Requests under way. */
    int activeRequests();

    /** The most requests that may be under way. */
    int maxRequests();

    /** 0 closed, 1 half-open, 2 open. */
    int breakerState();

    /** Requests that the breaker did not permit, so far. */
    long callsNotPermitted();

    /** The age of the oldest event not yet delivered, in seconds; 0 when there is none. */
    double undeliveredAgeSeconds();

    /** The time since the last success, in seconds; NaN before the first. */
    double successAgeSeconds();
}
