/** Wire formats: one class each, and the value writers they supply. */
@NullMarked
package io.telltale.internal.format;

import org.jspecify.annotations.NullMarked;
