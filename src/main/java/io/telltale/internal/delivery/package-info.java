/** The road from a finished call to an acknowledged event: lane, store, courier, client. */
@NullMarked
package io.telltale.internal.delivery;

import org.jspecify.annotations.NullMarked;
