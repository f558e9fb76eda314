package io.oome.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.util.Collection;

/**
 * The JDK asks for revoked certificates (OCSP, CRL) only where {@code com.sun.net.ssl.checkRevocation} is set while the
 * executable is built: 0.2 MB. If it should ask anyway, no certificate is valid.
 */
@TargetClass(className = "sun.security.provider.certpath.RevocationChecker")
final class NoRevocation {

    private NoRevocation() {}

    @Substitute
    @SuppressWarnings("unused")
    public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
        throw new CertPathValidatorException("this executable can't ask whether a certificate is revoked");
    }
}
