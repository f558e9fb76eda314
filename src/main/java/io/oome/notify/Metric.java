package io.oome.notify;

/** A family of samples under one name. */
interface Metric {

    void print(Page page);
}
