/** What every room may use; imports none of them. */
@NullMarked
package io.telltale.internal;

import org.jspecify.annotations.NullMarked;
