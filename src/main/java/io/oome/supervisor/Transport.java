package io.oome.supervisor;

/** One XML-RPC request and its answer. */
interface Transport {

    /**
     * POSTs to {@code /RPC2}, on a connection of its own: a kept-alive TCP connection to supervisord costs 40 ms a
     * call (its answer's two writes meet Nagle's algorithm and our kernel's delayed acknowledgement).
     *
     * @throws SupervisorUnreachable for every failure, an HTTP status other than 200 included
     */
    byte[] post(byte[] body);
}
