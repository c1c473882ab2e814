/** Dynamic proxies: a service method is parsed once, then every call through it becomes an event. */
@NullMarked
package io.telltale.internal.proxy;

import org.jspecify.annotations.NullMarked;
