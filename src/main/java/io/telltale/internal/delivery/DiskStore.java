package io.telltale.internal.delivery;

/** An event store that keeps what waits on the disk too. */
public interface DiskStore extends BulkStore {
    /**
     * How many events of an earlier process were found since this was asked last, for the disk could not be used at the
     * start. For the courier, which asks after each lease: what is found may be leased at once.
     */
    int takeFoundLate();

    /** How much of the disk is taken, as far as is known. Any thread. */
    long diskBytes();
}
