/** Snapshots of arguments and results: what may be told, cut to size, at the moment of the call. */
@NullMarked
package io.telltale.internal.capture;

import org.jspecify.annotations.NullMarked;
