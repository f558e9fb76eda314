package io.oome.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    private static final Credentials BOB = new Credentials("bob", "s3cret");

    @Test
    void should_never_show_the_password() {
        assertThat(BOB).hasToString("bob:***");
        Server.Access access = new Server.Access(Optional.of(BOB), Optional.empty());
        assertThat(access.toString()).contains("bob").doesNotContain("s3cret");
    }

    /** RFC 7617's own example, with a password beyond ASCII. */
    @ParameterizedTest
    @CsvSource({"Aladdin, open sesame, Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "test, 123£, Basic dGVzdDoxMjPCow=="})
    void should_send_basic_authorization_in_utf8(String user, String password, String header) {
        assertThat(new Credentials(user, password).basic()).isEqualTo(header);
    }

    @ParameterizedTest
    @CsvSource({"{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d, true", "{sha}, false", "s3cret{SHA}, false"})
    void should_recognize_a_hashed_password(String password, boolean hashed) {
        assertThat(new Credentials("bob", password).isHashed()).isEqualTo(hashed);
    }
}
