package io.telltale.internal.store;

import io.telltale.EncodedEvent;

/**
 * An event as it stands on the disk.
 *
 * @param key its place in the order, never used again for another event
 */
record KeptEvent(long key, EncodedEvent event) {}
