package io.saksi.agent.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/** Certificates and keys lie in files of their own, and files get mixed up. */
final class Pairs {
  private static final byte[] SOMETHING = {1, 2, 3};

  private Pairs() {}

  /** Whether the key is that of the certificate. */
  static boolean match(X509Certificate certificate, PrivateKey key) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key);
      signature.update(SOMETHING);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SOMETHING);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
