import type { CDPSession, Page } from "@playwright/test";

/** A device that keeps passkeys and belongs to the page: it answers by itself, as if somebody touched it. */
export class Authenticator {
  private constructor(
    private readonly session: CDPSession,
    private readonly id: string,
  ) {}

  static async of(page: Page): Promise<Authenticator> {
    const session = await page.context().newCDPSession(page);
    await session.send("WebAuthn.enable");
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Authenticator(session, authenticatorId);
  }

  /** How many passkeys it keeps. */
  async count(): Promise<number> {
    const { credentials } = await this.session.send("WebAuthn.getCredentials", { authenticatorId: this.id });
    return credentials.length;
  }

  /** Forgets them. */
  async clear() {
    await this.session.send("WebAuthn.clearCredentials", { authenticatorId: this.id });
  }

  /** Whether whoever holds it is its owner, as the device finds out. */
  async recognize(isOwner: boolean) {
    await this.session.send("WebAuthn.setUserVerified", { authenticatorId: this.id, isUserVerified: isOwner });
  }

  async remove() {
    await this.session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.id });
  }
}

/** Keeps the browser from offering passkeys in the field, where a device that answers by itself would sign in at once. */
export async function onlyByButton(page: Page) {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}
