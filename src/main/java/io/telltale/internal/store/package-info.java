/** Undelivered events on the disk, so that they outlive the process. */
@NullMarked
package io.telltale.internal.store;

import org.jspecify.annotations.NullMarked;
