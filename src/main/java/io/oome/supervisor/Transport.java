package io.oome.supervisor;

import java.io.IOException;
import java.io.InputStream;

/** One XML-RPC request and its answer. */
interface Transport {

    /** Reads an answer while it arrives. */
    interface Answer<T> {
        T read(InputStream body) throws IOException, MalformedXml;
    }

    /**
     * POSTs to {@code /RPC2} on a new connection: a kept-alive TCP connection to supervisord costs 40 ms a call (its
     * answer's two writes meet Nagle's algorithm and this kernel's delayed acknowledgement).
     *
     * @throws SupervisorUnreachable for every failure, including an HTTP status other than 200
     * @throws MalformedXml from the reader of the answer
     */
    <T> T post(byte[] request, Answer<T> answer) throws MalformedXml;
}
