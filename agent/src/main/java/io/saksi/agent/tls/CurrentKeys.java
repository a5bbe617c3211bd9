package io.saksi.agent.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows the newest certificate. The alias names a reading of the files: within one handshake
 * certificate and key are asked for one after the other, and must be of the same.
 */
final class CurrentKeys extends X509ExtendedKeyManager {
  private final TlsKeys keys;

  CurrentKeys(TlsKeys keys) {
    this.keys = keys;
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return keys.look().alias();
  }

  @Override
  public String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
    return keys.look().alias();
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return keys.look().alias();
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return keys.look().alias();
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return new String[] {keys.look().alias()};
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return new String[] {keys.look().alias()};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return keys.ofAlias(alias)
        .map(loaded -> loaded.material().chain().toArray(X509Certificate[]::new))
        .orElse(null);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return keys.ofAlias(alias).map(loaded -> loaded.material().key()).orElse(null);
  }
}
