package io.oome.notify;

/** The way to the mail server. */
interface Delivery {

    /**
     * Tries once, and returns when the server has taken the mail over.
     *
     * @throws RuntimeException if it has not
     */
    void send(String address, String subject, String body);
}
