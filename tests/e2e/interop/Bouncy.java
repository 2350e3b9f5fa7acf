// CMS by Bouncy Castle, as the other end of the interoperability tests:
//   Bouncy open KEY CERTIFICATE < DER        writes the content
//   Bouncy verify AUTHORITY CONTENT < DER    detached, over the content of a file
//   Bouncy seal CERTIFICATE CIPHER < content writes DER; CIPHER is cbc or gcm
//   Bouncy sign KEY CERTIFICATE < content    writes DER, opaque
// Keys are PKCS#8 in PEM. Exits 1 where it does not succeed.
import java.io.FileReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public class Bouncy {
  static X509Certificate certificate(String file) throws Exception {
    var holder = (X509CertificateHolder) new PEMParser(new FileReader(file)).readObject();
    return new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder);
  }

  static PrivateKey key(String file) throws Exception {
    var info = (PrivateKeyInfo) new PEMParser(new FileReader(file)).readObject();
    return new JcaPEMKeyConverter().setProvider("BC").getPrivateKey(info);
  }

  static byte[] content(RecipientInformationStore recipients, PrivateKey key) throws Exception {
    boolean agreed = key.getAlgorithm().startsWith("EC");
    for (RecipientInformation each : recipients.getRecipients())
      return each.getContent(
          agreed
              ? new JceKeyAgreeEnvelopedRecipient(key).setProvider("BC")
              : new JceKeyTransEnvelopedRecipient(key).setProvider("BC"));
    throw new CMSException("no recipient");
  }

  static byte[] authenticated(RecipientInformationStore recipients, PrivateKey key)
      throws Exception {
    for (RecipientInformation each : recipients.getRecipients())
      return each.getContent(
          new JceKeyTransAuthEnvelopedRecipient(key).setProvider("BC"));
    throw new CMSException("no recipient");
  }

  static byte[] open(byte[] der, PrivateKey key) throws Exception {
    var whole = org.bouncycastle.asn1.cms.ContentInfo.getInstance(der);
    if (whole.getContentType().equals(org.bouncycastle.asn1.cms.CMSObjectIdentifiers.envelopedData))
      return content(new CMSEnvelopedData(der).getRecipientInfos(), key);
    return authenticated(new CMSAuthEnvelopedData(der).getRecipientInfos(), key);
  }

  static void verify(byte[] der, X509Certificate authority, byte[] content) throws Exception {
    var data = new CMSSignedData(new CMSProcessableByteArray(content), der);
    for (SignerInformation signer : data.getSignerInfos()) {
      var holder = (X509CertificateHolder) data.getCertificates().getMatches(signer.getSID()).iterator().next();
      var certificate = new JcaX509CertificateConverter().setProvider("BC").getCertificate(holder);
      certificate.verify(authority.getPublicKey(), "BC");
      var verifier = new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate);
      if (!signer.verify(verifier)) throw new CMSException("the signature does not hold");
    }
    if (data.getSignerInfos().size() == 0) throw new CMSException("nobody signed");
  }

  static byte[] seal(byte[] content, X509Certificate certificate, boolean gcm) throws Exception {
    var recipient = new JceKeyTransRecipientInfoGenerator(certificate).setProvider("BC");
    var bytes = new CMSProcessableByteArray(content);
    if (gcm) {
      var generator = new CMSAuthEnvelopedDataGenerator();
      generator.addRecipientInfoGenerator(recipient);
      return generator
          .generate(bytes, (OutputAEADEncryptor) new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_GCM).setProvider("BC").build())
          .getEncoded();
    }
    var generator = new CMSEnvelopedDataGenerator();
    generator.addRecipientInfoGenerator(recipient);
    return generator
        .generate(bytes, new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC).setProvider("BC").build())
        .getEncoded();
  }

  static byte[] sign(byte[] content, PrivateKey key, X509Certificate certificate) throws Exception {
    var generator = new CMSSignedDataGenerator();
    var algorithm = key.getAlgorithm().startsWith("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    var signer = new JcaContentSignerBuilder(algorithm).setProvider("BC").build(key);
    var digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
    generator.addSignerInfoGenerator(
        new JcaSignerInfoGeneratorBuilder(digests).build(signer, certificate));
    generator.addCertificates(new JcaCertStore(List.of(certificate)));
    return generator.generate(new CMSProcessableByteArray(content), true).getEncoded();
  }

  public static void main(String[] words) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    byte[] input = System.in.readAllBytes(), output = new byte[0];
    switch (words[0]) {
      case "open" -> output = open(input, key(words[1]));
      case "verify" -> verify(input, certificate(words[1]), Files.readAllBytes(Path.of(words[2])));
      case "seal" -> output = seal(input, certificate(words[1]), words[2].equals("gcm"));
      case "sign" -> output = sign(input, key(words[1]), certificate(words[2]));
      default -> throw new IllegalArgumentException(words[0]);
    }
    System.out.write(output);
    System.out.flush();
  }
}
