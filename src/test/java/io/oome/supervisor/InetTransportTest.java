package io.oome.supervisor;

import io.quarkus.test.junit.QuarkusTest;

/** Quarkus builds a REST client only inside an application. */
@QuarkusTest
class InetTransportTest extends TransportScenarios {

    InetTransportTest() {
        super(SocketFamily.INET);
    }
}
