/** Every meter's name, in one place. */
@NullMarked
package io.telltale.internal.meters;

import org.jspecify.annotations.NullMarked;
