package org.melange.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Looks names up for the client and refuses forbidden addresses. The client connects to what it is
 * given here and looks nothing up itself, so the address that was checked is the one that is
 * connected to, for redirects as well. Thread-safe.
 */
final class CheckedDns implements DnsResolver {

  private final AddressRules rules;
  private final DnsResolver names;

  /**
   * @param names where names are looked up
   */
  CheckedDns(AddressRules rules, DnsResolver names) {
    this.rules = rules;
    this.names = names;
  }

  /**
   * All addresses of {@code host}.
   *
   * @throws Forbidden if one of them is: such a name was made to lead astray
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

  /** The name leads to an address that must not be connected to. */
  static final class Forbidden extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    Forbidden(String message) {
      super(message);
    }
  }
}
