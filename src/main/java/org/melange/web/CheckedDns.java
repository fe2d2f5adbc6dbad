package org.melange.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves host names for the HTTP client and refuses forbidden addresses. The client connects to
 * the addresses returned here and resolves nothing itself. So the checked address is the one that
 * it connects to, for redirects as well. Thread-safe.
 */
final class CheckedDns implements DnsResolver {

  private final AddressRules rules;
  private final DnsResolver names;

  /**
   * @param names resolves host names
   */
  CheckedDns(AddressRules rules, DnsResolver names) {
    this.rules = rules;
    this.names = names;
  }

  /**
   * All addresses of {@code host}.
   *
   * @throws Forbidden if one of them is forbidden; such a name may be an attack
   */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = names.resolve(host);
    for (InetAddress address : addresses) {
      if (!rules.mayConnect(host, address)) {
        throw new Forbidden(host + " has the address " + address.getHostAddress());
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /** The name resolves to a forbidden address. */
  static final class Forbidden extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    Forbidden(String message) {
      super(message);
    }
  }
}
