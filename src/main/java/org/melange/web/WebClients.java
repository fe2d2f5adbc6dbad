package org.melange.web;

import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.Timeout;

/** Creates clients of Apache HttpClient. */
final class WebClients {

  private static final int MOST_CONNECTIONS = 512;
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private WebClients() {}

  /**
   * A client for untrusted addresses.
   *
   * @param each handles each request, those of redirects included
   */
  static CloseableHttpClient guarded(WebPolicy policy, DnsResolver dns, ExecChainHandler each) {
    Timeout timeout = Timeout.of(policy.timeout());
    return HttpClients.custom()
        .setConnectionManager(connections(timeout, policy.connectionsPerHost(), dns))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .setRedirectsEnabled(policy.maxRedirects() > 0)
                .setMaxRedirects(policy.maxRedirects())
                .build())
        .setUserAgent(policy.userAgent())
        .addExecInterceptorAfter(ChainElement.REDIRECT.name(), "each request", each)
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  /** A client for one trusted service, which does not follow redirects itself. */
  static CloseableHttpClient plain(String userAgent) {
    Timeout silence = Timeout.of(SILENCE);
    return HttpClients.custom()
        .useSystemProperties() // behind a proxy the hub is reached through it
        .setConnectionManager(connections(silence, 4, null))
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(silence)
                .setResponseTimeout(silence)
                .build())
        .setUserAgent(userAgent)
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .build();
  }

  private static PoolingHttpClientConnectionManager connections(
      Timeout timeout, int perHost, DnsResolver dns) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(dns)
        .setMaxConnPerRoute(perHost)
        .setMaxConnTotal(MOST_CONNECTIONS)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(timeout).setSocketTimeout(timeout).build())
        .setDefaultSocketConfig(SocketConfig.custom().setSoTimeout(timeout).build())
        .build();
  }
}
