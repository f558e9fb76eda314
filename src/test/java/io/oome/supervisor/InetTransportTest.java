package io.oome.supervisor;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Quarkus builds a REST client only inside an application. */
@QuarkusTest
class InetTransportTest extends TransportScenarios {

    InetTransportTest() {
        super(SocketFamily.INET);
    }

    /** RFC 6761, 6.4: a name that no DNS has. */
    @Test
    void should_say_that_the_host_is_unknown() {
        ServerUrl url = ServerUrl.parse("http://nobody.invalid:9001");
        assertUnreachable(url)
                .withMessage("no such host: " + url + ": is the name right, and in /etc/hosts or DNS here?");
    }
}
