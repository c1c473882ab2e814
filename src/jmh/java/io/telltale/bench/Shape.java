package io.telltale.bench;

/** What a call passes. */
enum Shape {
    /** One immutable text. */
    TEXT,
    /** One mutable bean of five fields. */
    BEAN
}
